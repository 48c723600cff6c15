"""Keeps exported encoders once for a user, so that a further library exports nothing.

The folder is the user's own cache of the operating system. What lies there is taken only if nobody
else can have written it, every file has the hash that was noted, and the model still makes the
vector of its probe; whatever is wrong, the model is exported again. An export is known by the bytes
of the model that it was made of, and by what made it. Where nothing can be exported, as only what
answering needs is installed, any that was kept of the default model will do: its name is enough to
know it by, as its weights were the published ones when it was exported.
"""

import hashlib
import json
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from platformdirs import user_cache_path

from index.durable import hash_of, private_folder, replace_file
from index.encoders.onnx_encoder import FILES, EncoderCard, OnnxEncoder
from index.encoders.onnx_export import export
from index.encoders.sentence_encoder import DEFAULT, SentenceEncoder
from index.errors import NoEncoder, OnlyAnswers
from index.hard_links import hard_link

HASHES = "hashes.json"
MADE_BY = ("sentence-transformers", "transformers", "torch", "onnx", "onnxruntime", "tokenizers")
"""The packages whose versions may change an export."""
FORM = "3"
"""Of what an export is; a change of onnx_export.py by which it is another must raise it."""
MOST_KEPT = 3
"""Exports of any models that stay, those that were used last."""


def kept_exports() -> Path:
    """The folder in which a user's exports are kept."""
    return user_cache_path("doctor-answers", appauthor=False) / "encoders"


def kept_or_exported(encoder: SentenceEncoder, folder: Path) -> OnnxEncoder:
    """Put the export of a model into an empty folder: the one that is kept, or else a new one,
    which is kept for further libraries.

    Raises:
        NotExported, NoEncoder, AlteredEncoder, OSError: as `export`.
        OnlyAnswers: nothing can be exported here, and none is kept that would do.
    """
    try:
        return _kept_of_these_versions(encoder, folder)
    except OnlyAnswers:
        found = _kept_of_any_version(encoder, folder)
        if found is None:
            raise
        return found


def _kept_of_these_versions(encoder: SentenceEncoder, folder: Path) -> OnnxEncoder:
    place = place_of(encoder)
    if place is None:
        return export(encoder, folder)
    found = take_export(place, folder)
    if found is None:
        found = export(encoder, folder)
        keep_export(place, found)
    return found


def _kept_of_any_version(encoder: SentenceEncoder, folder: Path) -> OnnxEncoder | None:
    """The default model's export that was used last; None for another model, whose name says
    nothing of its bytes."""
    if encoder.name != DEFAULT:
        return None
    kept = [one for one in _used_last_first(kept_exports()) if _is_of(one, encoder.name)]
    found = (take_export(one, folder) for one in kept)
    return next((one for one in found if one is not None), None)


def _is_of(kept: Path, name: str) -> bool:
    try:
        return kept.name.startswith(f"{FORM}-") and EncoderCard.read(kept).name == name
    except NoEncoder:
        return False


def take_export(kept: Path, folder: Path) -> OnnxEncoder | None:
    """Put what is kept at a place into an empty folder; None if there is none that is sound."""
    try:
        if not _is_own(kept, FILES) or not _is_sound(kept):
            return None
        for name in FILES:
            hard_link(kept / name, folder / name)
        found = OnnxEncoder.open(folder)
        if found.is_intact:
            os.utime(kept)  # used last
            return found
    except (OSError, ValueError, NoEncoder):
        pass  # it is exported again
    for name in FILES:
        (folder / name).unlink(missing_ok=True)
    return None


def keep_export(kept: Path, exported: OnnxEncoder) -> None:
    """Keep an export at a place; where that fails, nothing is lost but time."""
    with suppress(OSError), _keeping(kept, FILES) as made:
        for name in FILES:
            hard_link(exported.folder / name, made / name)


@contextmanager
def _keeping(kept: Path, names: Iterable[str]) -> Iterator[Path]:
    """A folder for the files of an export, which are kept at a place, all of them or none.

    Raises:
        OSError: they cannot be written.
    """
    made = kept.with_name(f".{kept.name}.{secrets.token_hex(4)}")
    private_folder(kept.parent)
    try:
        private_folder(made)
        yield made
        hashes = {name: hash_of(made / name) for name in names}
        replace_file(made / HASHES, json.dumps(hashes, indent=1).encode())
        shutil.rmtree(kept, ignore_errors=True)
        with suppress(OSError):  # another process has kept it meanwhile
            made.rename(kept)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    _forget_oldest(kept.parent)


def carried_export(
    hashes: Mapping[str, str], bytes_of: Callable[[str], bytes], threads: int | None = None
) -> OnnxEncoder:
    """An export that lies on another machine, by the hashes of its files: what is kept here of it,
    or else what is got of each file, which is kept.

    Args:
        hashes: of each of its files, by their names; one of an earlier version has fewer.
        bytes_of: gets a file, by its name.
        threads: as for `OnnxEncoder.open`.

    Raises:
        NoEncoder: what was got is not what it should be.
        OSError: nothing can be kept here.
    """
    digest = hashlib.blake2b(json.dumps(sorted(hashes.items())).encode(), digest_size=16)
    kept = kept_exports() / f"carried-{digest.hexdigest()}"
    if not _is_kept(kept, hashes):
        names = [name for name in FILES if name in hashes]
        with _keeping(kept, names) as made:
            for name in names:
                replace_file(made / name, bytes_of(name))
    if not _is_kept(kept, hashes):
        raise NoEncoder(str(kept), "what another machine sent is not what it should be")
    os.utime(kept)  # used last
    return OnnxEncoder.open(kept, threads)


def _is_kept(kept: Path, hashes: Mapping[str, str]) -> bool:
    try:
        return _is_own(kept, hashes) and _have(kept, hashes)
    except OSError:
        return False


def place_of(encoder: SentenceEncoder) -> Path | None:
    """Where the export of a model is kept; None for a model that is not read from a folder.

    Raises:
        AlteredEncoder: the default model's weights are not the published ones.
        OnlyAnswers: the default model is not installed.
    """
    model = encoder.own_folder
    if model is None:
        return None
    told = [*(f"{name} {_version(name)}" for name in MADE_BY), encoder.name]
    told += [f"{file.relative_to(model)} {hash_of(file)}" for file in sorted(_files_of(model))]
    digest = hashlib.blake2b("\n".join(told).encode(), digest_size=16).hexdigest()
    return kept_exports() / f"{FORM}-{digest}"


def _files_of(model: Path) -> list[Path]:
    """The files that make a model what it is: neither notes for people nor compiled code."""
    ends = {".json", ".safetensors", ".txt", ".model"}
    return [one for one in model.rglob("*") if one.suffix in ends and one.is_file()]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def _is_own(kept: Path, names: Iterable[str]) -> bool:
    """Whether it is there, and nobody but the user can have written it."""
    if not kept.is_dir():
        return False
    if not hasattr(os, "getuid"):
        return True  # the cache lies in the user's own profile
    places = (kept, *(kept / name for name in (*names, HASHES)))
    told = [place.lstat() for place in places]
    return all(
        one.st_uid == os.getuid()
        and not stat.S_ISLNK(one.st_mode)
        and not stat.S_IMODE(one.st_mode) & (stat.S_IWGRP | stat.S_IWOTH)
        for one in told
    )


def _is_sound(kept: Path) -> bool:
    """Whether every file is what was noted when it was kept."""
    hashes = json.loads((kept / HASHES).read_bytes())
    return set(hashes) == set(FILES) and _have(kept, hashes)


def _have(kept: Path, hashes: Mapping[str, str]) -> bool:
    return all(hash_of(kept / name) == made for name, made in hashes.items())


def _used_last_first(folder: Path) -> list[Path]:
    """What is kept, the one that was used last first; nothing where nothing can be read."""
    try:
        kept = [one for one in folder.iterdir() if not one.name.startswith(".")]
        return sorted(kept, key=lambda one: one.stat().st_mtime, reverse=True)
    except OSError:
        return []


def _forget_oldest(folder: Path) -> None:
    for one in _used_last_first(folder)[MOST_KEPT:]:
        shutil.rmtree(one, ignore_errors=True)
