"""doctor-answers build | remove | undo | ask | doctors | pages | check | verify | serve | …

Exit status: 0 done; 1 the question found nothing, or `check` found damage; 2 wrong use or
unreadable input.
"""

from bot.interrupt import at_the_end, end_in_one_line, raise_as_usual

if __name__ == "__main__":
    end_in_one_line()  # while all else is imported, too

import argparse
import codecs
import json
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict
from errno import ENOSPC
from getpass import getuser
from io import TextIOWrapper
from pathlib import Path
from tempfile import gettempdir
from threading import Event
from traceback import walk_tb
from typing import TYPE_CHECKING, TextIO

from bot.answers import AnswerLibrary
from bot.commands import parser
from bot.reply.evaluate import Evaluation, evaluated, keep, read_judgements
from bot.reply.reply import (
    LONGEST_MESSAGE,
    Reply,
    beginning,
    crisis_reply,
    signs_alone,
    whole_characters,
)
from bot.safety.signs import signs_in
from bot.show.evaluation import evaluation_svg, evaluation_text
from bot.show.explain import explained_text
from bot.show.export import (
    BYTE_ORDER_MARK,
    doctors_csv,
    doctors_json,
    lines_json,
    page_json,
    preview_json,
    removal_json,
    reply_json,
    undo_json,
    whom_json,
)
from bot.show.terminal import (
    doctors_text,
    page_text,
    preview_text,
    pull_text,
    push_text,
    recipe_text,
    removal_text,
    reply_text,
    report_text,
    undo_text,
    whom_text,
    with_visible_controls,
)
from bot.show.wording import ID_GONE
from bot.verify.claims import claims_in, text_of
from bot.verify.report import verdicts_json, verdicts_text
from bot.web.logs import logged_errors
from index.encoders.encoder import Encoder
from index.encoders.sentence_encoder import DEFAULT, SentenceEncoder
from index.errors import (
    DoctorAnswersError,
    Exhausted,
    NoLibrary,
    SeveralPeople,
    UnreadablePage,
    ran_out,
)
from index.library.build import BuildRequest, build, preview
from index.library.lock import changing
from index.library.open import Library, exists
from index.library.people import ANYBODY, PersonChoice, people_named
from index.library.removals import accept_list
from index.library.remove import Removal, going, removal_of, remove
from index.library.repair import damage_of, repair
from index.library.report import Report
from index.library.undo import undo, undo_of
from index.library.writer import Progress
from index.model import Answer, Page
from index.pages.column_maps import keep_map
from index.pages.decide import draft_of, keep_decision
from index.pages.decide_records import keep_record_decisions
from index.pages.decisions import read_decision
from index.pages.html.proposal import toml_of
from index.pages.kinds import PAGE_ENDINGS, ending_of, is_saved_page
from index.pages.packed_alone import PACKED_ALONE, file_within
from index.pages.propose import proposal_for
from index.pages.read import ReadPage, Source, read
from index.pages.record_decisions import are_record_decisions, read_record_decisions
from index.pages.record_files import matching_in
from index.storage.judgements import NAME as JUDGEMENTS
from index.storage.uploads import Uploads
from index.temporary import clear_temporary, sweep_temporary

if TYPE_CHECKING:
    from bot.staff.login import Staff
    from index.library.watch import WatchedFolders

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
"""The pages that travel with the program."""
DONE, NOTHING, WRONG_USE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    _write_utf_8()
    given = sys.argv[1:] if arguments is None else arguments
    if not given:
        parser().print_help()
        return DONE
    options = _parsed(given)
    if options.command != "serve":
        raise_as_usual()
    at_the_end(clear_temporary)
    sweep_temporary()
    try:
        _check_name(options.library)
        status = RUN[options.command](options)
        sys.stdout.flush()
    except BrokenPipeError:  # `doctor-answers … | head` closed the pipe: that is no error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        message = _message_of(error)
        if message is None or options.debug:
            sys.excepthook = _print_traceback
            raise
        _print_error(message)
        return WRONG_USE
    return status


def _message_of(error: Exception) -> str | None:
    """An error in one sentence; None for an unexpected one, which gets its traceback."""
    if isinstance(error, DoctorAnswersError):
        return str(error)
    if ran_out(error):
        return str(Exhausted(str(error) or type(error).__name__))
    if isinstance(error, OSError) and error.errno == ENOSPC and error.filename is None:
        return f"{error.strerror}; make room in the library's folder, or in {gettempdir()}"
    return str(error) if isinstance(error, (ValueError, OSError)) else None


def _print_traceback(_: type[BaseException], error: BaseException, __: object) -> None:
    """Where an error came from. Its message is printed only if it is one of ours: what a package
    says may be the question."""
    told = _message_of(error) if isinstance(error, Exception) and _is_ours(error) else None
    lines = [f"  {one.as_text()}" for one in logged_errors(error)]
    print("\n".join(["Where it comes from, the last place first:", *lines]), file=sys.stderr)
    if told is not None:
        _print_error(told)


def _is_ours(error: Exception) -> bool:
    """Whether an error was raised by our own code, or is of a kind whose words are known."""
    *_, (frame, _) = walk_tb(error.__traceback__)
    package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
    return package in ("bot", "index", "__main__") or isinstance(error, DoctorAnswersError)


def _parsed(given: Sequence[str]) -> argparse.Namespace:
    """The options of a command; the common ones where they are not given, too: an option's own
    default would hide a value given before the command. `is_own` says whether somebody named the
    library's folder."""
    common = argparse.Namespace(library=None, demo=False, quiet=False, debug=False)
    options = parser().parse_args(given, common)
    named = options.library or os.environ.get("DOCTOR_ANSWERS_LIBRARY")
    options.is_own = named is not None
    options.library = Path(named or "library")
    return options


def run_pages(options: argparse.Namespace) -> int:
    """Report what pages hold."""
    if options.decide is not None:
        return _run_decide(options)
    if options.draft:
        sys.stdout.write(draft_of(_existing(options.paths), getuser()).toml)
        return DONE
    _keep_columns(options)
    count, source = 0, None
    for found in read(_existing(options.paths)):
        if isinstance(found, UnreadablePage):
            _print_error(f"not read: {found}")
        elif isinstance(found, ReadPage):
            if found.source is not None and found.source != source:
                source = found.source
                _print_columns(source)
            count += 1
            _print_page(found.page, options)
    return DONE if count else WRONG_USE


def _keep_columns(options: argparse.Namespace) -> None:
    """Keep beside each file what is said of its columns, and tell where."""
    if not options.map:
        return
    told = dict(one.partition("=")[::2] for one in options.map)
    if not all(name and column for name, column in told.items()):
        raise ValueError("--map takes a field and a column, as --map answer_text=Answer")
    paths = _existing(options.paths)
    with _alone_beside(paths, options.library):
        for path in paths:
            table = path.with_name(file_within(path)) if ending_of(path) in PACKED_ALONE else path
            is_kind = ending_of(table) in PAGE_ENDINGS and not is_saved_page(table)
            if not is_kind or not path.is_file():
                told_kind = f"--map is about a table or a dump, and {path} is none; name its file"
                raise ValueError(told_kind)
            _print_error(f"kept in {keep_map(table, told)}")


def _print_columns(source: Source) -> None:
    """Say on standard error which columns of a file were taken for which fields."""
    told = None if is_saved_page(source.path) else matching_in(source.path, source.shown)
    if told is not None:
        _print_error(f"{source.shown}: {told}")


def _print_page(page: Page, options: argparse.Namespace) -> None:
    if options.json:
        lines = {"lines": lines_json(page)} if options.explain or options.decide else {}
        print(_line({**page_json(page), **lines}))
    else:
        explained = options.explain or options.decide
        print(explained_text(page, sys.stdout) if explained else page_text(page))


def run_recipe(options: argparse.Namespace) -> int:
    """Propose a recipe for the site of some web pages, as the text of its file, and below it, in
    comments, what it would read."""
    recipe, pages = proposal_for(_existing(options.paths))
    if recipe is None:
        raise ValueError("nothing on these pages repeats that looks like answers; write a recipe")
    sys.stdout.write(toml_of(recipe))
    for page in pages:
        print("".join(f"# {line}\n" for line in recipe_text(page).splitlines()), end="")
    return DONE


def _run_decide(options: argparse.Namespace) -> int:
    """Keep a decision beside its page, or decisions beside the file of their records, and show the
    pages as they are read by that."""
    (name,), paths = _existing([options.decide]), _existing(options.paths)
    gone: tuple[Answer, ...] = ()
    with _alone_beside(paths, options.library):
        if are_record_decisions(name):
            records = keep_record_decisions(read_record_decisions(name), paths, name)
            pages, file = records.pages, records.file
        else:
            kept = keep_decision(read_decision(name), paths, name)
            pages, file, gone = (kept.page,), kept.file, kept.gone
    for page in pages:
        _print_page(page, options)
    for answer in gone:
        print(f"{with_visible_controls(answer.id)} is gone: {ID_GONE}", file=sys.stderr)
    print(f"kept in {with_visible_controls(file.as_posix())}", file=sys.stderr)
    return DONE


@contextmanager
def _alone_beside(paths: Sequence[Path], library: Path) -> Iterator[None]:
    """Be the only one who changes a library, while something is kept beside files of its own.

    Raises:
        LibraryBusy, NotWritten: as any change.
    """
    own = Uploads(library).folder.resolve()
    with ExitStack() as held:
        if any(path.resolve().is_relative_to(own) for path in paths):
            held.enter_context(changing(library))
        yield


def run_build(options: argparse.Namespace) -> int:
    """Build, and report what was done; or what would be."""
    if options.ray and (options.watch or options.dry_run):
        raise ValueError("--ray is for one build; leave --watch and --dry-run out")
    if options.dry_run:
        return _run_preview(options)
    _keep_columns(options)
    watched = _watched(options)
    if watched is not None:
        return _run_watch(watched, options)
    report = _build(options, _existing(options.paths or [SEEDS]), _encoder(options))
    _print_report(report, options)
    nothing_read = not (report.added or report.changed or report.unchanged)
    return WRONG_USE if nothing_read and report.skipped else DONE


def _print_report(report: Report, options: argparse.Namespace) -> None:
    text = _line(asdict(report)) if options.json else report_text(report, options.library)
    print(text, flush=True)


def _watched(options: argparse.Namespace) -> "WatchedFolders | None":
    """The folders that are to be watched, if there are any."""
    if not options.watch:
        return None
    from index.library.watch import WatchedFolders

    return WatchedFolders(options.library, options.watch)


def _run_watch(watched: "WatchedFolders", options: argparse.Namespace) -> int:
    """Build, and take in what changes until interrupted; print each report that is news."""
    paths = [*_existing(options.paths), *watched.there()]
    try:
        encoder = _encoder(options)
        _print_report(_build(options, paths, encoder, watched.still), options)
        named = ", ".join(map(str, watched.folders))
        _print_error(f"watching {named} (stop it with Ctrl-C)")
        with _progress(options.quiet) as progress:
            for outcome in watched.follow(lambda: encoder, Event(), progress):
                for told in outcome.troubles:
                    _print_error(told)
                if outcome.report is not None:
                    _print_report(outcome.report, options)
    except KeyboardInterrupt:
        _print_error("stopped")
        raise
    return DONE


def _run_preview(options: argparse.Namespace) -> int:
    if options.watch:
        raise ValueError("--dry-run shows what one build would do; leave --watch out, or name PATH")
    order = BuildRequest(options.anew, options.readmit, options.replace)
    paths = _existing(options.paths or [SEEDS])
    if options.map:
        raise ValueError("--dry-run writes nothing; keep the columns first: pages PATH --map …")
    seen = preview(options.library, paths, _encoder(options), order)
    print(_line(preview_json(seen)) if options.json else preview_text(seen, options.library))
    written = (page.source for page in seen.plan.written)
    for source in dict.fromkeys(one for one in written if one is not None):
        _print_columns(source)
    nothing_read = not (seen.plan.written or seen.plan.unchanged)
    return WRONG_USE if nothing_read and seen.plan.skipped else DONE


def run_remove(options: argparse.Namespace) -> int:
    """Remove pages, answers and doctors, and report what was done."""
    if not (options.page or options.answer or options.doctor):
        raise ValueError("nothing to remove; name it with --page, --answer or --doctor")
    choice = PersonChoice(options.place, options.specialty, all=options.all)
    if choice != ANYBODY and not options.doctor:
        raise ValueError("--place, --specialty and --all say which doctor; add --doctor NAME")
    with closing(Library.open_newest(options.library)) as library:
        chosen = _chosen_removal(options, library, choice)
        if options.dry_run:
            taken = going(library, chosen)
            text = _line(removal_json(chosen, taken)) if options.json else None
            print(text or removal_text(chosen, taken, options.library))
            return DONE
        encoder = library.encoder()
    with _progress(options.quiet) as progress:
        report = remove(
            options.library,
            encoder,
            pages=options.page,
            answers=options.answer,
            doctors=options.doctor,
            choice=choice,
            progress=progress,
        )
    print(_line(asdict(report)) if options.json else report_text(report, options.library))
    return DONE


def run_undo(options: argparse.Namespace) -> int:
    """Take the last change back, and report what was done; or show what would be."""
    told = undo_of(options.library)
    if options.dry_run:
        print(_line(undo_json(told)) if options.json else undo_text(told, options.library))
        return DONE
    with closing(Library.open_newest(options.library)) as library:
        encoder = library.encoder()
    with _progress(options.quiet) as progress:
        report = undo(options.library, encoder, generation=told.generation, progress=progress)
    _print_report(report, options)
    return DONE


def _chosen_removal(options: argparse.Namespace, library: Library, choice: PersonChoice) -> Removal:
    """What would be removed; where a name means several doctors, they are listed."""
    try:
        return removal_of(library, options.page, options.answer, options.doctor, choice)
    except SeveralPeople:
        named = [people_named(library.doctors(), name, choice) for name in options.doctor]
        print(_line(whom_json(named)) if options.json else whom_text(named))
        raise


def run_ask(options: argparse.Namespace) -> int:
    """Answer one question; whoever is in a crisis waits for no library, and where it cannot be used
    other signs of danger are answered before that is said."""
    asked = " ".join(options.question)
    if not asked.strip():
        raise ValueError("the question is empty; write it after ask")
    question = beginning(asked, LONGEST_MESSAGE)
    in_crisis = crisis_reply(question, signs_in(question))
    reply, is_older = _reply(question, options) if in_crisis is None else (in_crisis, False)
    if options.json:
        number, anyway = options.emergency, options.anyway
        print(_line(reply_json(reply, number, anyway=anyway, is_older=is_older)))
    else:
        print(reply_text(reply, options.emergency, anyway=options.anyway))
    if reply.trouble is not None:
        raise reply.trouble
    return NOTHING if reply.parts and reply.band == "nothing" else DONE


def _reply(question: str, options: argparse.Namespace) -> tuple[Reply, bool]:
    """A Reply, and whether it is an older library's."""
    try:
        library = _library(options, options.rerank)
        reply = library.ask(
            question, options.k, after=options.after, since=options.since, until=options.until
        )
        return reply, library.is_older
    except Exception as error:
        alone = signs_alone(question, error)
        if alone is None:
            raise
        return alone, False


def run_doctors(options: argparse.Namespace) -> int:
    """List the doctors who addressed a topic."""
    if options.topic is not None and not options.topic.strip():
        raise ValueError("the topic is empty; write it in quotes after doctors, or leave it out")
    reply = _library(options).doctors(
        options.topic,
        specialty=options.specialty,
        place=options.place,
        name=options.name,
        pages=options.page or (),
        stars=options.stars or (),
        named=True if options.named else False if options.unnamed else None,
        addressed=options.addressed,
        since=options.since,
        until=options.until,
    )
    if options.csv:
        sys.stdout.write((BYTE_ORDER_MARK if _is_new_file(sys.stdout) else "") + doctors_csv(reply))
    else:
        print(_line(doctors_json(reply)) if options.json else doctors_text(reply))
    return DONE if reply.rows else NOTHING


def _is_new_file(output: TextIO) -> bool:
    """Whether output goes into a file of its own, in UTF-8, and not to a terminal or a program."""
    try:
        found = os.fstat(output.fileno())
    except (OSError, ValueError):
        return False
    is_utf_8 = codecs.lookup(output.encoding or "ascii").name == "utf-8"
    return is_utf_8 and stat.S_ISREG(found.st_mode) and found.st_size == 0


def run_evaluate(options: argparse.Namespace) -> int:
    """Evaluate the library, and another beside it if one is named; the library's is kept."""
    folders = [options.library, *([options.against] if options.against else [])]
    found = [_evaluated(folder, options) for folder in folders]
    if options.picture is not None:
        options.picture.write_text(evaluation_svg(found[0]), encoding="utf-8")
    keep(options.library, found[0])
    if options.json:
        told = {name: asdict(one) for name, one in zip(map(str, folders), found, strict=True)}
        print(_line(told))
    else:
        print(evaluation_text(found, [with_visible_controls(str(one)) for one in folders]))
    return DONE


def _evaluated(folder: Path, options: argparse.Namespace) -> Evaluation:
    with closing(Library.open(folder)) as library, _progress(options.quiet) as progress:
        own = options.library / JUDGEMENTS  # the same for both, so that they can be compared
        judged = options.judged or (own if own.exists() else None)
        judgements = read_judgements(judged, library) if judged else ()
        return evaluated(library, library.encoder(), judgements, max(options.pages, 1), progress)


def run_check(options: argparse.Namespace) -> int:
    """Check the library, and repair it if asked to; its problems are listed, and exit status 1 says
    that some are left."""
    if options.accept_list:
        accept_list(options.library)
    damage = damage_of(options.library)
    report = None
    if options.repair and damage.repairable:
        with _progress(options.quiet) as progress:
            report = repair(options.library, progress)
    remedy = damage.mend if report is None else None
    if options.json:
        sound = not damage.problems or report is not None
        found = {"library": str(options.library), "sound": sound, "troubles": damage.problems}
        print(_line({**found, "mend": remedy, "repaired": report is not None}))
    else:
        print("\n".join(damage.problems) or f"{options.library} is sound.")
        if report is not None:
            texts = f"{report.embedded} {'text' if report.embedded == 1 else 'texts'}"
            print(f"{options.library} was rebuilt from its pages; {texts} encoded.")
        elif remedy is not None:
            print(f"Repair it with: {remedy}")
    return NOTHING if remedy else DONE


def run_verify(options: argparse.Namespace) -> int:
    """Check the quotes of a document against the library, and say where one differs."""
    is_given = str(options.file) == "-"
    data = sys.stdin.buffer.read() if is_given else _existing([options.file])[0].read_bytes()
    source = "standard input" if is_given else str(options.file)
    verdicts = _library(options).verify(claims_in(text_of(data, source), source))
    if options.json:
        print(_line(verdicts_json(verdicts)))
    else:
        print(verdicts_text(verdicts))
    return DONE if all(one.verified for one in verdicts) else NOTHING


def run_serve(options: argparse.Namespace) -> int:
    """Serve the chat page until interrupted."""
    if options.ray is not None:
        return _serve_on_cluster(options)
    from bot.web.proxies import proxies_in
    from bot.web.public_address import PublicAddress
    from bot.web.serve import port_to_have, serve

    proxies = proxies_in(options.trusted_proxies)
    given = options.public_address
    public = PublicAddress.read(given) if given else None
    staff = _staff(options)
    watched = _watched(options)
    if not exists(options.library):  # before the half minute that building takes
        port_to_have(options.host, options.port)
    if watched is not None and not exists(options.library):
        _build_first(options, watched.folders, "once", watched.still)
    _make_if_missing(options)
    if sys.stderr.isatty() and not options.quiet:
        print("Starting the page; its address comes in a few seconds …", file=sys.stderr)
    serve(
        options.library,
        options.host,
        options.port,
        rerank=options.rerank,
        votes=options.votes,
        questions=options.questions,
        staff=staff,
        with_desk=not options.no_staff,
        show_once=_show_once,
        proxies=proxies,
        public=public,
        embedding=tuple(options.embed),
        with_metrics=options.metrics,
        number=options.emergency,
        api=options.api,
        origins=options.allow_origin,
        log_format=options.log_format,
        log_level=options.log_level,
        watched=watched,
    )
    return DONE


OF_ONE_PROGRAM = ("votes", "questions", "staff", "watch")
"""Options of `serve` for what one program keeps or changes beside the library."""


def _serve_on_cluster(options: argparse.Namespace) -> int:
    """Serve by Ray Serve: without a desk, and nothing is kept of what readers do."""
    from bot.cluster.deployed import Deployed
    from bot.cluster.serve import serve_on_cluster
    from bot.web.proxies import proxies_in
    from bot.web.public_address import PublicAddress
    from bot.web.serve import port_to_have
    from index.cluster.connect import LOCAL

    given = [name for name in OF_ONE_PROGRAM if getattr(options, name)]
    if given:
        told = " and ".join(f"--{name}" for name in given)
        raise ValueError(
            f"with --ray there is no desk, and nothing is kept; leave {told} out, and use a "
            "program without --ray on the same library for that"
        )
    proxies_in(options.trusted_proxies)
    if options.public_address:
        PublicAddress.read(options.public_address)
    raise_as_usual()  # a cluster of our own has to be ended
    if options.ray == LOCAL:
        port_to_have(options.host, options.port)
    _make_if_missing(options)
    deployed = Deployed(
        options.library,
        replicas=(options.replicas[0], options.replicas[1]),
        rerank=options.rerank,
        number=options.emergency,
        api=options.api,
        origins=tuple(options.allow_origin),
        embedding=tuple(options.embed),
        proxies=options.trusted_proxies,
        public=options.public_address,
        host=options.host,
        with_metrics=options.metrics,
        log_format=options.log_format,
        log_level=options.log_level,
    )
    serve_on_cluster(deployed, options.ray, options.port)
    return DONE


def run_mcp(options: argparse.Namespace) -> int:
    """Offer the tools to whoever started this program, until standard input ends."""
    from bot.mcp.stdio import serve_stdio
    from bot.reply.service import AnswerService
    from bot.web.logs import configure_logging

    _make_if_missing(options)
    service = AnswerService.open(options.library, options.rerank)
    configure_logging(level="warning")
    service.load()
    serve_stdio(AnswerLibrary(service), options.emergency)
    return DONE


def run_key(options: argparse.Namespace) -> int:
    """Make a program's key and print it once; revoke it; or list which there are."""
    from bot.web.api.keys import ApiKeys

    if not exists(options.library):
        raise NoLibrary(options.library)
    keys = ApiKeys(options.library)
    if options.name is None:
        if options.revoke:
            raise ValueError("name the key to revoke, as in doctor-answers key --revoke NAME")
        print("".join(f"{one.name}: {one.scope}\n" for one in keys.every()), end="")
    elif options.revoke:
        keys.revoke(options.name)
    else:
        print(keys.make(options.name, options.scope))
    return DONE


def _staff(options: argparse.Namespace) -> "Staff | None":
    """Who may sign in, if somebody said so."""
    from bot.staff.login import Staff

    given = os.environ.get("DOCTOR_ANSWERS_STAFF")
    if options.no_staff or (options.staff is None and given is None):
        return None
    if options.staff is not None:
        return Staff.open(options.staff)
    return Staff.given(given or "", "DOCTOR_ANSWERS_STAFF")


def _show_once(address: str) -> bool:
    """Print an address that opens the desk, to a terminal only: what else takes the output may keep
    it."""
    if not sys.stdout.isatty():
        return False
    print(f"The staff's desk opens once by {address}", flush=True)
    return True


def run_kit(options: argparse.Namespace) -> int:
    """Make the folder that runs the page without a network, and say how large it is."""
    from bot.hosting.kit import make_kit
    from bot.hosting.platforms import this_platform

    _make_if_missing(options)
    names = tuple(dict.fromkeys(options.platforms)) or (this_platform(),)
    made = make_kit(options.folder, options.library, names)
    if options.json:
        print(_line({**asdict(made), "folder": str(made.folder)}))
    else:
        told = f"{made.packages} packages and a library, {made.size / 1e6:,.0f} MB"
        print(f"{with_visible_controls(str(made.folder))}: {told}; start it with start.sh")
    return DONE


def run_push(options: argparse.Namespace) -> int:
    """Send the library to a bucket, and say what was sent."""
    from index.library.push import push
    from index.storage.bucket import Bucket

    bucket = Bucket.at(options.url)
    if not exists(options.library):
        raise NoLibrary(options.library)
    with _progress(options.quiet, " bytes") as progress:
        report = push(
            options.library, bucket, keep=options.keep, reads_back=options.verify, progress=progress
        )
    if options.json:
        print(_line({"address": bucket.address, **asdict(report)}))
    else:
        print(push_text(report, bucket.address))
    return DONE


def run_pull(options: argparse.Namespace) -> int:
    """Bring the library up to date with the one in a bucket, and say what came."""
    from index.library.pull import pull
    from index.storage.bucket import Bucket

    bucket = Bucket.at(options.url)
    with _progress(options.quiet, " bytes") as progress:
        report = pull(options.library, bucket, replacing=options.replace, progress=progress)
    if options.json:
        print(_line({"library": str(options.library), **asdict(report)}))
    else:
        print(pull_text(report, options.library))
    return DONE


def run_completion(options: argparse.Namespace) -> int:
    """Print what a shell reads to complete the commands and their options."""
    from shtab import complete

    print(complete(parser(), options.shell))
    return DONE


def run_desk_key(options: argparse.Namespace) -> int:
    """Print an address that opens the desk of a program that runs, once."""
    from bot.staff.desk_key import cut_desk_key
    from bot.staff.responses import SIGN_IN

    if not exists(options.library):
        raise NoLibrary(options.library)
    key = cut_desk_key(options.library)
    print(f"{options.address.rstrip('/')}{SIGN_IN}?key={key}")
    return DONE


def run_password(options: argparse.Namespace) -> int:
    """Ask for a password, and print the line that lets that name sign in."""
    from getpass import getpass

    from bot.staff.login import line_for

    if sys.stdin.isatty():
        given = getpass(f"Password for {options.name}: ")
        if getpass("Again: ") != given:
            raise ValueError("the two passwords differ; try again")
    else:
        given = sys.stdin.readline().rstrip("\n")
    print(line_for(options.name, given))
    return DONE


def _check_name(folder: Path) -> None:
    """Refuse a folder in which the search engines cannot write: they take only names in UTF-8."""
    if whole_characters(str(folder)) != str(folder):
        raise ValueError(f"{folder}: not a name in UTF-8; name another folder with --library")


def _write_utf_8() -> None:
    """Write files and pipes in UTF-8, whatever the locale: what reads them need not guess. A
    terminal shows what it can."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")


def _print_error(message: str) -> None:
    """One line on standard error, in which no file's name can move the cursor."""
    print(f"doctor-answers: {with_visible_controls(' '.join(message.split()))}", file=sys.stderr)


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _existing(paths: Sequence[Path]) -> Sequence[Path]:
    for path in paths:
        if not path.exists():
            raise ValueError(f"{path}: no such file or folder; name one that exists")
    return paths


def _library(options: argparse.Namespace, rerank: str | None = None) -> AnswerLibrary:
    _make_if_missing(options)
    library = AnswerLibrary.open(options.library, rerank)
    for told in (library.newest.warning, library.newest.unfinished):
        if told is not None:
            _print_error(told)
    return library


def _make_if_missing(options: argparse.Namespace) -> None:
    """Make the library from the pages that come with the program, where nobody named another one:
    whoever did means their own pages, and these would be shown for them."""
    if exists(options.library):
        return
    if options.is_own and not options.demo:
        raise NoLibrary(options.library, "or try the pages that come with the program: add --demo")
    _build_first(options, [SEEDS], "once; it takes about half a minute")


def _build_first(
    options: argparse.Namespace, paths: Sequence[Path], how_long: str, still: float = 0.0
) -> None:
    """Make a library that is missing."""
    told = f"Building a library from {', '.join(map(str, paths))} in {options.library}"
    print(f"{told} ({how_long}) …", file=sys.stderr)
    plain: dict[str, object] = {
        "anew": False,
        "encoder": None,
        "readmit": [],
        "replace": [],
        "shard_passages": None,
        "ray": None,
    }
    plainly = argparse.Namespace(**{**vars(options), **plain})
    report = _build(plainly, paths, _encoder(plainly), still)
    print(f"Built after {report.seconds:.0f} s.", file=sys.stderr)


def _build(
    options: argparse.Namespace, paths: Sequence[Path], encoder: Encoder, still: float = 0.0
) -> Report:
    with _progress(options.quiet) as progress:
        if options.ray:
            return _build_on_cluster(options, paths, encoder, progress)
        return build(
            options.library,
            paths,
            encoder,
            anew=options.anew,
            readmit=options.readmit,
            replacing=options.replace,
            still=still,
            shard_passages=options.shard_passages,
            progress=progress,
        )


def _build_on_cluster(
    options: argparse.Namespace, paths: Sequence[Path], encoder: Encoder, progress: Progress
) -> Report:
    from index.cluster.build import build_on_cluster

    order = BuildRequest(
        anew=options.anew,
        readmit=options.readmit,
        replacing=options.replace,
        shard_passages=options.shard_passages,
    )
    shows = sys.stderr.isatty() and not (options.quiet or options.json)
    report, told = build_on_cluster(
        options.library,
        paths,
        encoder,
        order,
        progress,
        address=options.ray,
        shows_progress=shows,
    )
    _print_error(
        f"Ray's workers made {told.made} files of vectors, and found {told.found}; "
        f"a worker took {told.peak / 1e6:.0f} MB at most, and {told.left:,} texts were left to "
        "this process"
    )
    for node, file in told.blind:
        _print_error(f"{node} encoded, and read nothing, as it cannot read {file}")
    return report


def _encoder(options: argparse.Namespace) -> Encoder:
    """A library keeps the encoder it was built with, unless it is built anew."""
    if options.encoder or options.anew or not exists(options.library):
        return SentenceEncoder(options.encoder or DEFAULT)
    with closing(Library.open_newest(options.library)) as library:
        return library.encoder()


@contextmanager
def _progress(quiet: bool, unit: str = " texts") -> Iterator[Progress]:
    """A progress bar on standard error, if that is a terminal."""
    from tqdm import tqdm

    hidden = quiet or not sys.stderr.isatty()
    with tqdm(unit=unit, unit_scale=unit != " texts", disable=hidden, file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show


RUN: dict[str, Callable[[argparse.Namespace], int]] = {
    "pages": run_pages,
    "recipe": run_recipe,
    "build": run_build,
    "remove": run_remove,
    "undo": run_undo,
    "ask": run_ask,
    "doctors": run_doctors,
    "check": run_check,
    "verify": run_verify,
    "evaluate": run_evaluate,
    "serve": run_serve,
    "push": run_push,
    "pull": run_pull,
    "kit": run_kit,
    "completion": run_completion,
    "mcp": run_mcp,
    "key": run_key,
    "desk-key": run_desk_key,
    "password": run_password,
}
"""What carries out each command; the exit status."""

if __name__ == "__main__":
    sys.exit(main())
