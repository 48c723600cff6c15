# A library and the page that answers from it. The first stage has what building needs, torch above
# all; the second has only what answering needs, and runs as nobody in particular.
#
#   docker build --build-arg PAGES=my-pages -t doctor-answers .
FROM python:3.11-slim AS build
WORKDIR /source
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY bot bot
COPY index index
COPY seeds seeds
RUN python -m venv /build && /build/bin/pip install --no-cache-dir --constraint constraints.txt --editable .
ARG PAGES=seeds
COPY ${PAGES} /pages
RUN /build/bin/doctor-answers --library /library build /pages
RUN /build/bin/doctor-answers --library /library kit /kit
RUN python -m venv /program && /program/bin/pip install --no-index --no-deps --find-links /kit/wheels --requirement /kit/packages.txt

FROM python:3.11-slim
RUN useradd --uid 1000 --no-create-home reader && install -d -o reader -g reader -m 700 /data
COPY --from=build /program /program
# A volume that is empty begins with this library; one that has a library keeps it.
COPY --from=build --chown=1000:1000 /kit/library /data/library
USER 1000
ENV DOCTOR_ANSWERS_LIBRARY=/data/library HOME=/tmp PYTHONDONTWRITEBYTECODE=1
VOLUME /data
EXPOSE 7860
HEALTHCHECK --start-period=60s --interval=30s --timeout=5s CMD ["/program/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:7860/readyz', timeout=4)"]
ENTRYPOINT ["/program/bin/doctor-answers"]
CMD ["serve", "--host", "0.0.0.0"]
