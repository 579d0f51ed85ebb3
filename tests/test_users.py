"""The people of the desk: their file, their passwords, their sessions, and who guesses."""

from __future__ import annotations

import os
import pty
import shutil
import socket
import sqlite3
import subprocess
import sys
import termios
import threading
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from loopback import Time
from tongket import cli
from tongket.ledger.checkers import checkers, new_checker
from tongket.ledger.store import Store
from tongket.web.security import passwords, throttle, users_file
from tongket.web.security.passwords import PasswordError, is_obvious
from tongket.web.security.roles import Person, Role
from tongket.web.security.throttle import WaitError
from tongket.web.security.users import IDLE, LONGEST, LoginError, Users
from tongket.web.security.users_file import UsersError

GOOD = "một câu ngắn dễ nhớ"
OTHER = "hai câu ngắn dễ nhớ"
HOME = "192.0.2.7"


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def users(tmp_path: Path, clock: Time) -> Iterator[Users]:
    users = Users(tmp_path / "users.sqlite", create=True, now=clock.now)
    users.add("Lê An", Role.checker, GOOD)
    yield users
    users.close()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "ledger", create=True)


# ── coming in ────────────────────────────────────────────────────────────────
def test_who_knows_the_password_comes_in(users: Users) -> None:
    token = users.login("lê  AN ", GOOD, HOME)
    assert users.person(token) == Person("Lê An", Role.checker)


@pytest.mark.parametrize(("name", "password"), [("Lê An", OTHER), ("Lê Bình", GOOD), ("", GOOD), ("Lê An", "")])
def test_a_wrong_one_is_told_alike_whoever_it_is(users: Users, name: str, password: str) -> None:
    with pytest.raises(LoginError, match=r"^the name or the password is wrong$"):
        users.login(name, password, HOME)


def test_an_unknown_name_costs_as_much_work_as_a_known_one(users: Users, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    real = PasswordHasher.verify
    monkeypatch.setattr(
        PasswordHasher, "verify", lambda self, hash, given: done.append(hash) or real(self, hash, given)
    )
    for name in ("Lê An", "nobody"):
        with pytest.raises(LoginError):
            users.login(name, OTHER, HOME)
    assert len(done) == 2 and done[0] != done[1]
    assert done[0].rsplit("$", 2)[0] == done[1].rsplit("$", 2)[0]  # the same parameters


def test_every_login_has_a_token_of_its_own(users: Users) -> None:
    first = users.login("Lê An", GOOD, HOME)
    second = users.login("Lê An", GOOD, HOME, instead_of=first)
    assert first != second and users.person(first) is None and users.person(second)


@given(st.text(alphabet="aăâeêơđ áạ①Ａ \u0301\u0323", min_size=12, max_size=30), st.sampled_from(["NFC", "NFD"]))
def test_a_password_is_the_same_however_it_is_typed(password: str, form: str) -> None:
    typed = unicodedata.normalize(form, password)  # type: ignore[arg-type]  # one of two literals
    assert passwords.normalised(typed) == passwords.normalised(password)


def test_a_decomposed_password_comes_in(users: Users) -> None:
    assert users.login("Lê An", unicodedata.normalize("NFD", GOOD), HOME)


def test_old_hashes_are_made_anew(users: Users, tmp_path: Path) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=1024).hash(passwords.normalised(GOOD))
    with sqlite3.connect(users.path) as db:
        db.execute("update users set hash = ?", (weak,))
    users.login("Lê An", GOOD, HOME)
    with sqlite3.connect(users.path) as db:
        (hash,) = db.execute("select hash from users").fetchone()
    assert hash != weak and not PasswordHasher().check_needs_rehash(hash)
    assert users.login("Lê An", GOOD, HOME)


# ── sessions ─────────────────────────────────────────────────────────────────
def test_a_session_ends_when_nobody_uses_it(users: Users, clock: Time) -> None:
    token = users.login("Lê An", GOOD, HOME)
    clock.sleep(IDLE - 1)
    assert users.person(token)
    clock.sleep(IDLE - 1)
    assert users.person(token)
    clock.sleep(IDLE)
    assert users.person(token) is None


def test_a_session_ends_however_busy_it_is(users: Users, clock: Time) -> None:
    token = users.login("Lê An", GOOD, HOME)
    for _ in range(LONGEST // (IDLE // 2) - 1):
        clock.sleep(IDLE // 2)
        assert users.person(token)
    clock.sleep(IDLE // 2)
    assert users.person(token) is None


def test_what_ends_sessions(users: Users) -> None:
    first, second = users.login("Lê An", GOOD, HOME), users.login("Lê An", GOOD, HOME)
    users.logout(first)
    assert users.person(first) is None and users.person(second)
    users.set_password("Lê An", OTHER)
    assert users.person(second) is None
    third = users.login("Lê An", OTHER, HOME)
    users.remove("Lê An")
    assert users.person(third) is None
    with pytest.raises(LoginError):
        users.login("Lê An", OTHER, HOME)


def test_a_role_changes_at_once(users: Users) -> None:
    token = users.login("Lê An", GOOD, HOME)
    users.set_role("Lê An", Role.reader)
    assert users.person(token) == Person("Lê An", Role.reader)


@pytest.mark.parametrize("token", ["", "x", "' or 1=1 --", "\udcff", "a" * 10_000, "\0"])
def test_no_other_token_is_a_session(users: Users, token: str) -> None:
    users.login("Lê An", GOOD, HOME)
    assert users.person(token) is None
    users.logout(token)


def test_the_file_holds_no_token_password_or_address(users: Users, tmp_path: Path) -> None:
    token = users.login("Lê An", GOOD, HOME)
    with pytest.raises(LoginError):
        users.login("mật khẩu gõ nhầm ô", OTHER, HOME)
    users.close()
    held = b"".join(path.read_bytes() for path in tmp_path.glob("users.sqlite*"))
    assert "Lê An".encode() in held
    for secret in (token, GOOD, OTHER, "gõ nhầm", HOME):
        assert secret.encode() not in held


# ── who guesses ──────────────────────────────────────────────────────────────
def guess(users: Users, name: str = "Lê An", address: str = HOME) -> int:
    """Try a wrong password; the seconds to wait before the next is looked at."""
    try:
        users.login(name, OTHER, address)
    except LoginError:
        return 0
    except WaitError as error:
        return error.seconds
    raise AssertionError("came in")


@pytest.mark.usefixtures("cheap")
def test_each_wrong_password_doubles_the_wait_of_a_name(users: Users, clock: Time) -> None:
    assert [guess(users, address=f"192.0.2.{number}") for number in range(5)] == [0] * 5
    waits = []
    for number in range(12):
        waits.append(guess(users, address=f"198.51.100.{number}"))
        clock.sleep(waits[-1])
        assert guess(users, address=f"198.51.100.{number}") == 0
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


@pytest.mark.usefixtures("cheap")
def test_the_right_password_waits_too_and_then_counts_anew(users: Users, clock: Time) -> None:
    for _ in range(6):
        guess(users)
    with pytest.raises(WaitError):
        users.login("Lê An", GOOD, HOME)
    clock.sleep(1)
    assert users.login("Lê An", GOOD, HOME)
    assert [guess(users) for _ in range(5)] == [0] * 5


@pytest.mark.usefixtures("cheap")
def test_an_address_that_tries_many_names_waits(users: Users, clock: Time) -> None:
    assert [guess(users, f"name {number}") for number in range(20)] == [0] * 20
    assert guess(users, "another") == 1
    with pytest.raises(WaitError):
        users.login("Lê An", GOOD, HOME)
    assert users.login("Lê An", GOOD, "192.0.2.8")  # from elsewhere


@pytest.mark.usefixtures("cheap")
def test_one_s_own_account_buys_no_guesses(users: Users) -> None:
    waits = []
    for number in range(25):
        waits.append(guess(users, f"name {number}"))
        if not waits[-1]:
            users.login("Lê An", GOOD, HOME) if number < 19 else None
    assert any(waits)


@pytest.mark.usefixtures("cheap")
def test_nobody_is_locked_out_for_ever(users: Users, clock: Time) -> None:
    for _ in range(40):
        clock.sleep(guess(users))
    clock.sleep(throttle.LONGEST_WAIT)
    assert users.login("Lê An", GOOD, HOME)


@pytest.mark.usefixtures("cheap")
def test_a_day_later_all_is_forgotten(users: Users, clock: Time) -> None:
    for _ in range(6):
        guess(users)
    clock.sleep(throttle.FORGOTTEN + 1)
    assert [guess(users) for _ in range(5)] == [0] * 5


@pytest.mark.usefixtures("cheap")
def test_many_guesses_at_once_are_counted(users: Users) -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(guess(users))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(wait == 0 for wait in found) <= 7 and len(found) == 12  # five, and one for each second that passes


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("unix", "", False),
    ],
)
def test_whose_address_it_is(one: str, other: str, same: bool) -> None:
    assert (throttle.network_of(one) == throttle.network_of(other)) is same


# ── passwords ────────────────────────────────────────────────────────────────
OBVIOUS = """123456789012 987654321098765 abcdefghijklm aaaaaaaaaaaaa abcabcabcabc abcdabcdabcd Password2024!!
matkhau@12345 MATKHAU123456 tongket2026!!! qwertyuiop123 CorrectHorseBatteryStaple
lean2026lean!! 1q2w3e4r5t6y le--an--12345"""


@pytest.mark.parametrize(
    "password", [*OBVIOUS.split(), "Độc lập - Tự do - Hạnh phúc", "Mật khẩu 2026!!!", "lê an 20262026"]
)
def test_obvious_passwords(password: str) -> None:
    names = ["Lê An", "lean", "leanlean", "le an"]
    assert any(is_obvious(passwords.normalised(password), name) for name in names)


@pytest.mark.parametrize(
    "password",
    [GOOD, "tám con vịt lội sông", "83 61 07 45 92 18", "............,", "correct donkey battery", "x" * 11 + "yz"],
)
def test_any_other_is_taken(password: str) -> None:
    passwords.check(password, "Lê An")


@pytest.mark.parametrize(
    ("password", "cause"),
    [
        ("ngắn", "at least 12"),
        ("a" * 1_001, "at most 1,000"),
        ("dòng một\ndòng hai", "control"),
        ("\udcff" * 12, "control"),
    ],
)
def test_what_is_no_password(password: str, cause: str) -> None:
    with pytest.raises(PasswordError, match=cause):
        passwords.check(password, "Lê An")


def test_decomposed_letters_count_once() -> None:
    with pytest.raises(PasswordError, match="at least"):
        passwords.check(unicodedata.normalize("NFD", "ếếếếếế"), "Lê An")


def test_what_the_desk_generates_is_taken_and_never_the_same() -> None:
    made = {passwords.generated() for _ in range(200)}
    assert len(made) == 200
    for each in made:
        passwords.check(each, "Lê An")


# ── changes at the desk ──────────────────────────────────────────────────────
def test_an_admin_changes_only_so_much_in_a_minute(users: Users, clock: Time) -> None:
    for _ in range(30):
        users.count_change("Lê An")
    with pytest.raises(WaitError) as caught:
        users.count_change("LÊ AN")
    assert caught.value.seconds == 60
    users.count_change("Trần Bình")
    clock.sleep(59)
    with pytest.raises(WaitError):
        users.count_change("Lê An")
    clock.sleep(1)
    users.count_change("Lê An")


# ── names ────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", ["", " ", "a" * 65, "<b>", "-a", "a\u202eb", "a\0", "\udcff", "a;b"])
def test_what_is_no_name(users: Users, name: str) -> None:
    with pytest.raises(UsersError, match="a name is"):
        users.add(name, Role.reader, GOOD)


@pytest.mark.parametrize("name", ["LÊ AN", " lê  an ", unicodedata.normalize("NFD", "Lê An")])
def test_a_name_is_taken_in_any_spelling(users: Users, name: str) -> None:
    with pytest.raises(UsersError, match="already"):
        users.add(name, Role.reader, GOOD)


@given(st.text(max_size=80))
@settings(max_examples=50)
def test_any_name_may_be_asked_for(text: str) -> None:
    with _shared() as users, pytest.raises(UsersError, match="no user"):
        users.set_role(f"{text}?", Role.admin)


_made: list[Users] = []


class _shared:
    """One file for all examples."""

    def __enter__(self) -> Users:
        if not _made:
            import tempfile

            _made.append(Users(Path(tempfile.mkdtemp()) / "users.sqlite", create=True))
        return _made[0]

    def __exit__(self, *_: object) -> None: ...


# ── ids in ledgers ───────────────────────────────────────────────────────────
def test_a_person_decides_under_one_id_in_a_ledger(users: Users, store: Store) -> None:
    mine = users.checker("Lê An", store)
    users.add("Bình", Role.checker, GOOD)
    assert mine == users.checker("lê an", store) != users.checker("Bình", store)
    assert mine in checkers(store) and len(checkers(store)) == 2


def test_in_another_ledger_under_another(users: Users, store: Store, tmp_path: Path) -> None:
    other = Store(tmp_path / "other", create=True)
    assert users.checker("Lê An", store) != users.checker("Lê An", other)
    (user,) = users.all()
    assert set(user.checkers) == {*checkers(store), *checkers(other)}


def test_an_id_from_before_is_kept(users: Users, store: Store) -> None:
    old = new_checker(store)
    users.give_checker("Lê An", old)
    assert users.checker("Lê An", store) == old
    users.add("Bình", Role.checker, GOOD)
    with pytest.raises(UsersError, match="another person's"):
        users.give_checker("Bình", old)
    with pytest.raises(UsersError, match="no checker's id"):
        users.give_checker("Bình", "an@vanha.vn")


def test_the_ledger_knows_no_name(users: Users, store: Store) -> None:
    users.checker("Lê An", store)
    held = b"".join(path.read_bytes() for path in store.folder.rglob("*") if path.is_file())
    assert checkers(store)[0].encode() in held and "Lê An".encode() not in held


# ── the file ─────────────────────────────────────────────────────────────────
def test_it_lies_outside_ledgers(store: Store, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(store.folder)
    for place in (store.folder / "users.sqlite", store.folder / "documents" / "u", tmp_path / "link" / "u"):
        with pytest.raises(UsersError, match="outside"):
            Users(place, create=True)
        assert not place.exists()


def test_nobody_else_may_read_it(users: Users) -> None:
    assert [path.stat().st_mode & 0o777 for path in users.path.parent.glob("users.sqlite*")] == [0o600] * 3
    users.path.chmod(0o640)
    with pytest.raises(UsersError, match="chmod 600"):
        Users(users.path)


@pytest.mark.parametrize("umask", [0o000, 0o777])
def test_whatever_is_usual_here(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        Users(tmp_path / "u", create=True).close()
    finally:
        os.umask(before)
    assert (tmp_path / "u").stat().st_mode & 0o077 == 0


def test_what_is_no_file_of_users(tmp_path: Path, users: Users) -> None:
    (tmp_path / "text").write_text("no SQLite file, but long enough to have been one, had it begun as they do" * 20)
    with sqlite3.connect(tmp_path / "other") as db:
        db.execute("create table t (a)")
    with sqlite3.connect(tmp_path / "newer") as db:
        db.execute("pragma user_version = 99")
    for name, cause in [
        ("text", "not a database"),
        ("other", "another program's"),
        ("newer", "newer version"),
        ("none", "tongket users add"),
        ("none/u", "tongket users add"),
        (".", "no file"),
    ]:
        path = tmp_path / name
        if path.is_file():
            path.chmod(0o600)
        with pytest.raises(UsersError, match=cause):
            Users(path)
    with pytest.raises(UsersError, match="no folder"):
        Users(tmp_path / "none" / "u", create=True)


def test_two_processes_share_it(users: Users, clock: Time) -> None:
    other = Users(users.path, now=clock.now)
    token = users.login("Lê An", GOOD, HOME)
    assert other.key == users.key and other.person(token)
    other.remove("Lê An")
    assert users.person(token) is None
    other.close()


def test_a_broken_file_is_told(users: Users) -> None:
    with sqlite3.connect(users.path) as db:
        db.execute("drop table sessions")
    with pytest.raises(UsersError, match="no such table"):
        users.person("x")
    assert users_file.VERSION == 1


# ── the command ──────────────────────────────────────────────────────────────
def run(*arguments: str | Path, password: str | None = None) -> Result:
    given = [] if password is None else ["--password-stdin"]
    return CliRunner().invoke(cli.app, ["users", *map(str, arguments), *given], input=password and f"{password}\n")


def test_from_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "u.sqlite"
    assert run("list", "--users", file).stderr == f"tongket: there is no file {file} (tongket users add makes one)\n"
    assert run("add", "Lê An", "--role", "checker", "--users", file, password=GOOD).exit_code == 0
    assert run("add", "Bình", "--role", "reader", "--users", file, password=GOOD).exit_code == 0
    assert run("role", "bình", "admin", "--users", file).exit_code == 0
    assert run("passwd", "lê an", "--users", file, password=OTHER).exit_code == 0
    rows = run("list", "--users", file, "--format", "csv").stdout.splitlines()
    assert [row.split(",")[:2] for row in rows] == [["name", "role"], ["Bình", "admin"], ["Lê An", "checker"]]
    users = Users(file)
    assert users.login("Lê An", OTHER, HOME)
    assert "Lê An" in run("list", "--users", file).stdout
    assert run("remove", "Bình", "--users", file).exit_code == 0
    assert [user.name for user in users.all()] == ["Lê An"]
    users.close()


@pytest.mark.parametrize(
    ("arguments", "password", "cause"),
    [
        (["add", "An", "--role", "reader"], "ngắn", "the password: at least 12 characters"),
        (["add", "An", "--role", "reader"], "", "the password: at least 12 characters"),
        (["add", "An", "--role", "reader", "--checker", "an@x.vn"], GOOD, "that is no checker's id"),
        (["add", "<An>", "--role", "reader"], GOOD, "a name is 1 to 64"),
        (["passwd", "Nobody"], GOOD, "there is no user 'Nobody'"),
        (["role", "Nobody", "admin"], None, "there is no user 'Nobody'"),
        (["remove", "Nobody"], None, "there is no user 'Nobody'"),
    ],
)
def test_what_goes_wrong_is_one_line(tmp_path: Path, arguments: list[str], password: str | None, cause: str) -> None:
    file = tmp_path / "u.sqlite"
    Users(file, create=True).close()
    done = run(*arguments, "--users", file, password=password)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"tongket: {cause}") and done.stderr.count("\n") == 1


def test_without_a_terminal_it_does_not_ask(tmp_path: Path) -> None:
    done = run("add", "An", "--role", "reader", "--users", tmp_path / "u")
    assert done.exit_code == 2 and "--password-stdin" in done.stderr


def test_unknown_roles_are_told(tmp_path: Path) -> None:
    done = run("add", "An", "--role", "owner", "--users", tmp_path / "u", password=GOOD)
    assert done.exit_code == 2 and "reader" in done.stderr


def test_the_password_is_asked_for_twice_and_not_shown(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [
        sys.executable,
        "-m",
        "tongket",
        "users",
        "add",
        "An",
        "--role",
        "reader",
        "--users",
        str(tmp_path / "u"),
    ]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True) as process:
        os.close(theirs)
        shown = b""
        for question, answer in [(b"Password", GOOD), (b"Once more", OTHER), (b"Password", GOOD), (b"Once more", GOOD)]:
            seen = len(shown)
            while question not in shown[seen:]:
                shown += os.read(ours, 1000)
            while termios.tcgetattr(ours)[3] & termios.ECHO:  # it throws away what was typed before it hides it
                time.sleep(0.01)
            os.write(ours, f"{answer}\n".encode())
        assert process.wait(30) == 0
    os.close(ours)
    assert GOOD.encode() not in shown
    users = Users(tmp_path / "u")
    assert users.login("An", GOOD, HOME)
    users.close()


# ── opening the desk with it ─────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        (["--users", "people.sqlite", "--public"], "what is public needs no login"),
        (["--users", "none.sqlite"], "--users: there is no file none.sqlite"),
        (["--host", "0.0.0.0"], "other machines could change this ledger"),
        (["--host-name", "http://desk.vanha.vn"], "'http://desk.vanha.vn' is no host's name"),
        (["--users", "ledger/people.sqlite"], "--users: ledger/people.sqlite lies in the ledger"),
    ],
)
def test_a_desk_that_contradicts_itself_does_not_open(
    store: Store, monkeypatch: pytest.MonkeyPatch, arguments: list[str], cause: str
) -> None:
    monkeypatch.chdir(store.folder.parent)
    Users("people.sqlite", create=True).close()
    shutil.copy("people.sqlite", "ledger/people.sqlite")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    done = CliRunner().invoke(cli.app, ["serve", "--ledger", "ledger", "--port", port, *arguments])
    assert done.exit_code == 2 and f"tongket: {cause}" in done.stderr
