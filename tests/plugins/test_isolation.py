"""An evaluator in a process of its own may hang, exit, eat memory and babble: its rows are unknown, and that is all."""

import io
import json
import subprocess
import sys
import time

import pytest

from smartvillage.exact import Interval
from smartvillage.plugins import isolation, worker
from smartvillage.plugins.asking import ask
from smartvillage.plugins.evaluators import Column, Evaluator, Inputs
from smartvillage.plugins.isolation import Limits, ask_apart
from smartvillage.plugins.worker import frame, load, read_frame
from tests.plugins import misbehaving
from tests.plugins.misbehaving import at_least, evaluator_of

WATER = Inputs(
    {
        "ns.water": Column.of(
            [Interval.of("80"), Interval.of("9" * 29), Interval.of("3", "lt"), Interval.missing(), None]
        )
    },
    {"level": "70"},
)
SHORT = Limits(seconds=1, megabytes=64)
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no limit on memory")


def test_the_verdicts_are_those_of_this_process():
    apart, here = ask_apart(at_least, WATER), ask(at_least, WATER)

    assert (apart.codes.tolist(), apart.failure) == (here.codes.tolist(), None)
    assert apart.codes.tolist() == [2, 2, 0, 1, 3]


@pytest.mark.parametrize(
    ("judge", "kind"),
    [
        (misbehaving.raises, "raised"),
        (misbehaving.exits, "raised"),
        (misbehaving.too_few, "wrong-answer"),
        (misbehaving.hangs, "too-slow"),
        (misbehaving.hangs_with_a_child, "too-slow"),
        pytest.param(misbehaving.forks_away, "too-slow", marks=needs_posix),
        (misbehaving.ends_the_process, "ended"),
        (misbehaving.babbles, "ended"),
        pytest.param(misbehaving.eats_memory, "too-large", marks=needs_posix),
    ],
    ids=lambda one: getattr(one, "__name__", one),
)
def test_one_that_fails_has_judged_nothing(judge, kind, capfd):
    begun = time.monotonic()
    limits = Limits(seconds=10, megabytes=64) if kind == "too-large" else SHORT
    answer = ask_apart(evaluator_of(judge), WATER, limits)

    assert (answer.codes.tolist(), answer.failure.kind) == ([1] * 5, kind)
    assert capfd.readouterr() == ("", "")
    assert time.monotonic() - begun < 60


def test_what_went_wrong_is_told_as_in_this_process():
    told = ask_apart(evaluator_of(misbehaving.too_few), WATER).failure

    assert told == ask(evaluator_of(misbehaving.too_few), WATER).failure
    assert ask_apart(evaluator_of(misbehaving.hangs), WATER, SHORT).failure.say("vi") == (
        "chạy quá thời gian cho phép (1 giây)"
    )


@pytest.mark.parametrize("judge", [misbehaving.prints, misbehaving.writes_to_the_descriptors])
def test_megabytes_that_are_printed_reach_nobody(judge, capfd):
    answer = ask_apart(evaluator_of(judge), WATER)

    assert (answer.codes.tolist(), answer.failure) == ([2] * 5, None)
    assert capfd.readouterr() == ("", "")


def test_one_that_another_process_cannot_find_has_judged_nothing():
    answer = ask_apart(Evaluator(id="ns.x", judge=lambda inputs: [], content="1"), WATER)

    assert (answer.codes.tolist(), answer.failure.kind) == ([1] * 5, "not-found")
    assert "ns.x is not offered by ns" in answer.failure.say("en")


def test_a_python_that_never_starts_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(isolation, "START_SECONDS", 0)

    assert ask_apart(at_least, WATER).failure.kind == "too-slow"


def test_a_python_that_is_not_there_is_told(monkeypatch):
    monkeypatch.setattr(sys, "executable", "no-such-python")

    assert ask_apart(at_least, WATER).failure.kind == "not-found"


def test_an_interrupted_wait_leaves_no_process_behind(monkeypatch):
    started = []

    class Remembered(subprocess.Popen):
        def __init__(self, *given, **how):
            super().__init__(*given, **how)
            started.append(self)

    def interrupted(*given):
        raise KeyboardInterrupt

    monkeypatch.setattr(isolation.subprocess, "Popen", Remembered)
    monkeypatch.setattr(isolation, "_awaited", interrupted)
    with pytest.raises(KeyboardInterrupt):
        ask_apart(evaluator_of(misbehaving.hangs), WATER)

    assert started[0].returncode is not None


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"codes": "22"},
        {"codes": "22227"},
        {"codes": [2] * 5},
        {"codes": "٢٢٢٢٢"},
        {"failure": "raised"},
        {"failure": ["unheard-of", "", ""]},
        {"failure": ["raised", ""]},
    ],
)
def test_an_answer_of_another_form_is_none(message):
    assert isolation._read_answer(message, 5).failure.kind == "wrong-answer"


def test_one_that_is_ready_twice_gives_no_answer():
    told = isolation.queue.Queue()
    for _ in range(2):
        told.put({"ready": True})

    assert isolation._awaited(told, 5, SHORT).failure.kind == "wrong-answer"


# --- loading ---------------------------------------------------------------------------------------------------------


def wanted(identifier="nam-son.all", *, home=None, plugin="nam-son"):
    return {"id": identifier, "home": home, "plugin": plugin}


SOURCE = """
from smartvillage.plugins.evaluators import Evaluator

def judge(inputs):
    return []

def smartvillage_evaluators():
    yield Evaluator(id="nam-son.other", judge=judge, content="1")
    yield Evaluator(id="nam-son.all", judge=lambda inputs: [], content="1")
"""


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A plugin that is found by its entry point."""
    (tmp_path / "nam_son_plugin.py").write_text(SOURCE, encoding="utf-8")
    about = tmp_path / "nam_son-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: nam-son\nVersion: 1\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[smartvillage.plugins]\nnam-son = nam_son_plugin\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    sys.modules.pop("nam_son_plugin", None)


def test_one_without_a_name_is_found_by_the_entry_point_of_its_plugin(installed):
    assert load(wanted()).id == "nam-son.all"


def test_so_it_is_by_a_worker(installed):
    """The path of this process is the path of that one."""
    nameless = Evaluator(id="nam-son.all", judge=lambda inputs: [], content="1")

    assert ask_apart(nameless, Inputs({})).failure is None


def test_a_module_is_found_by_its_file_where_it_has_no_place_on_the_path(tmp_path):
    (tmp_path / "lost.py").write_text(SOURCE, encoding="utf-8")

    assert load(wanted(home=["nam_son_lost", "judge", str(tmp_path / "lost.py")]))(None) == []
    sys.modules.pop("nam_son_lost")


@pytest.mark.parametrize("file", [None, "nowhere.py", "notes.txt"])
def test_a_module_that_is_nowhere_is_not_found(file):
    with pytest.raises(ModuleNotFoundError):
        load(wanted(home=["nam_son_lost", "judge", file]))


def test_a_module_that_misses_another_is_not_loaded_twice(tmp_path, monkeypatch):
    (tmp_path / "nam_son_short.py").write_text("import nam_son_missing\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))

    with pytest.raises(ModuleNotFoundError, match="nam_son_missing"):
        load(wanted(home=["nam_son_short", "judge", str(tmp_path / "nam_son_short.py")]))


@pytest.mark.parametrize("name", ["nothing", "at_least", "BROKEN"])
def test_another_thing_of_that_name_is_not_it(name):
    with pytest.raises(LookupError, match="nam-son.all is not offered"):
        load(wanted(home=["tests.plugins.misbehaving", name, None]) if name != "nothing" else wanted(plugin="none"))


# --- messages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00", frame({"a": 1})[:-1], frame({})[:8], b"\x00" * 7 + b"\x01" + b"x", b"\x00" * 7 + b"\x021\n"],
)
def test_what_is_no_message_is_none(content):
    assert read_frame(io.BytesIO(content).read) is None


def test_a_message_that_is_too_long_is_not_read():
    content = frame({"a": "x" * 100})

    assert read_frame(io.BytesIO(content).read, 50) is None
    assert read_frame(io.BytesIO(content).read, 200) == {"a": "x" * 100}


def test_a_worker_without_a_request_ends():
    done = subprocess.run(
        [sys.executable, "-m", "smartvillage.plugins.worker"], input=b"hello", capture_output=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_worker_answers_over_its_pipes():
    """The same conversation as a user of the pipes would have it."""
    request = {
        "evaluator": wanted("ns.at-least", home=["tests.plugins.misbehaving", "at_least", None], plugin="ns"),
        "seconds": 60,
        "megabytes": 1024,
        "inputs": WATER.to_dict(),
    }
    done = subprocess.run(
        [sys.executable, "-m", "smartvillage.plugins.worker"],
        input=frame(request),
        capture_output=True,
        check=False,
        env=isolation._environment(),
    )

    assert done.stdout == frame({"ready": True}) + frame({"codes": "22013"})
    assert json.loads(done.stdout[-18:]) == {"codes": "22013"}


@pytest.mark.parametrize(
    ("judge", "home", "said"),
    [
        ("at_least", "tests.plugins.misbehaving", {"codes": "22013"}),
        (
            "too_few",
            "tests.plugins.misbehaving",
            {"failure": ["wrong-answer", "4 kết quả cho 5 dòng", "4 codes for 5 rows"]},
        ),
        ("x", "nam_son_lost", {"failure": ["not-found", *["ModuleNotFoundError: No module named 'nam_son_lost'"] * 2]}),
    ],
)
def test_a_request_is_answered_in_one_form(judge, home, said):
    request = {"evaluator": wanted("ns.at-least", home=[home, judge, None]), "inputs": WATER.to_dict()}

    assert worker._answer(request) == said


def test_a_pipe_that_breaks_is_let_go():
    class Broken(io.BytesIO):
        def write(self, content):
            raise BrokenPipeError

    pipe = Broken()
    isolation._write(pipe, b"x")

    assert pipe.closed


@needs_posix
def test_a_limit_that_the_system_refuses_is_done_without(monkeypatch):
    def refuses(kind, most):
        asked.append(most[0])
        raise ValueError

    asked = []
    monkeypatch.setattr(worker.resource, "setrlimit", refuses)
    monkeypatch.setattr(worker.resource, "getrlimit", lambda kind: (0, 7 if kind == worker.resource.RLIMIT_CPU else -1))
    worker.limit(10, 64)

    assert len(asked) == 3
    assert asked[1] == 7
    assert asked[0] > 64 * 2**20
