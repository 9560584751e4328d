"""Reading a configuration: what is wrong is told with file, line, key and what is allowed, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from gatewright.app.config.reading import SIZE_LIMIT, find_config
from gatewright.errors import UsageError


def _told(folder: Path, text: str | bytes) -> list[str]:
    """What is said about a file, less the folder."""
    (folder / ".git").mkdir(exist_ok=True)
    (folder / "gatewright.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    try:
        find_config(folder)
    except UsageError as error:
        lines = str(error).split("\n  ")
        return [line.removeprefix(f"{folder}/gatewright.toml:") for line in lines[len(lines) > 1 :]]
    return []


REASONS = "must say why these findings do not count, or set `require-reason = false`"
DAY = "must be a day such as 2027-01-31"
_MANY = "'a', " * 1001
CASES: dict[str | bytes, str | tuple[str, ...]] = {
    'fail-onn = "low"': "1: `fail-onn` is not a key here; did you mean `fail-on`?",
    "[rules]\nx = 1": "2: `rules.x` is not a key here; allowed are `enable`, `disable`, `severities`, `parameters`",
    'fail_on = "low"': "1: `fail_on` is not a key here; did you mean `fail-on`?",
    'fail-on = "hihg"': (
        '1: `fail-on` is `"hihg"`, allowed are `critical`, `high`, `medium`, `low`, `info`, `never`; '
        "did you mean `high`?"
    ),
    "engine = 1": "1: `engine` is `1`, allowed are `regorus`, `opa`",
    "\n\njobs = -1": "3: `jobs` is `-1`; choose a number from 0 to 1024",
    "jobs = 2000": "1: `jobs` is `2000`; choose a number from 0 to 1024",
    "jobs = true": "1: `jobs` must be a whole number, not the boolean true",
    'cache = "no"': '1: `cache` must be `true` or `false`, not the string `"no"`',
    'include = "infra/"': '1: `include` must be a list, not the string `"infra/"`',
    'include = [\n "a",\n 5]': '3: `include[1]` must be a string, not the number 5; write `"5"`',
    'include = ["!a"]': (
        "1: `include[0]` cannot be used: a pattern cannot be negated with `!`; "
        "list the path on a later line without owners"
    ),
    "rules = []": "1: `rules` must be a table, not a list",
    "variables = 1": "1: `variables` must be a table, not the number 1",
    "variables.a = 2020-01-01": "1: `variables.a` cannot hold dates, times, `inf` or `nan`; put them in quotes",
    "variables.a = [1, {b = inf}]": "1: `variables.a` cannot hold dates, times, `inf` or `nan`; put them in quotes",
    'workspace = ""': "1: `workspace` must not be empty",
    '[environments."a b"]': (
        '1: `environments."a b"` is not a name; begin with a letter or a digit, and go on with these, `.`, `_` and `-`'
    ),
    '[owners]\n"a" = ["b"]': (
        "2: `owners.a[0]` is not an owner; write `@user`, `@organisation/team` or an email address"
    ),
    f"rules-dirs = [{_MANY}]": "1: `rules-dirs` must not have more than 1000 elements",
    f"baseline = '{'a/' * 600}'": "1: `baseline` is not a path; write up to 1000 characters without NUL",
    'baseline = "a\\u0000"': "1: `baseline` is not a path; write up to 1000 characters without NUL",
    "bundles = [{}]": "1: `bundles[0].path` is missing",
    "[[suppressions]]\nreason = 'a'\n\n[[suppressions]]\nreason = 'b'\nrules = []": (
        "1: `suppressions[0].rules` is missing",
        "6: `suppressions[1].rules` must not be empty",
    ),
    "[[suppressions]]\nrules = ['a']": f"1: `suppressions[0].reason` {REASONS}",
    "[[suppressions]]\nrules = ['a']\nreason = ' '": f"3: `suppressions[0].reason` {REASONS}",
    "[[suppressions]]\nrules = ['a']\nreason = 'b'\nuntil = 'soon'": f"4: `suppressions[0].until` {DAY}",
    "[[suppressions]]\nrules = ['a']\nreason = 'b'\nuntil = 2027-01-31T10:00:00": f"4: `suppressions[0].until` {DAY}",
    "[[suppressions]]\nrules = ['a']\nreason = 'b'\nuntil = 20270131": f"4: `suppressions[0].until` {DAY}",
    "[[suppressions]]\nrules = ['a']\nreason = 'b'\naccounts = [123456789012]": (
        '4: `suppressions[0].accounts[0]` must be a string, not the number 123456789012; write `"123456789012"`'
    ),
    "a = 1\na = 2": "2: cannot be read as TOML: cannot overwrite a value",
    "a = [1,\n": "2: cannot be read as TOML: invalid value",
    b"a = 1\nb = '\xff'": "2: is not text in UTF-8; save the file in that encoding",
    "a = '\x00'": "1: cannot be read as TOML: found invalid character '\\x00', column 6",
    "jobs = 9223372036854775808": "1: `jobs` is a number of more than 64 bits; make it smaller",
    f"\njobs = {'1' * 5000}": "2: a number is too long; make it shorter",
    f"{'a.' * 1000}a = 1": "1: a key has too many parts; make it shorter",
    f"\n[{'a . ' * 1000}a]": "2: a key has too many parts; make it shorter",
    f"a = {'[' * 5000}": "1: is nested too deeply; 32 levels are allowed",
    f"cache = {'[' * 40}{']' * 40}": f"1: `cache{'[0]' * 32}` is nested too deeply; 32 levels are allowed",
    'engine = "\\u001b[0m"\n[rules]\n"\\u001b[31m" = 1': (
        '1: `engine` is `"\\u001b[0m"`, allowed are `regorus`, `opa`',
        '3: `rules."\\u001b[31m"` is not a key here; allowed are `enable`, `disable`, `severities`, `parameters`',
    ),
}


@pytest.mark.parametrize("text", CASES, ids=range(len(CASES)))
def test_bad_input_is_told(tmp_path: Path, text: str | bytes) -> None:
    """Each mistake is named with its line, its key and what is allowed."""
    expected = CASES[text]
    assert ([expected] if isinstance(expected, str) else list(expected)) == _told(tmp_path, text)


def test_every_problem_is_told(tmp_path: Path) -> None:
    """Problems of all tables come in one message, in the order of the file."""
    told = _told(tmp_path, 'jobs = true\nengine = "x"\n[rules]\nenable = 1\n[owners]\na = 1\n[environments.a]\nb = 1\n')
    assert ["1", "2", "4", "6", "8"] == [line.partition(":")[0] for line in told]


def test_a_flood_of_problems_is_cut(tmp_path: Path) -> None:
    """A hostile file does not flood the terminal."""
    told = _told(tmp_path, "".join(f"k{number} = 1\n" for number in range(1000)))
    assert (101, "and 900 more") == (len(told), told[-1])


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    """One byte beyond the limit is too much."""
    assert [] == _told(tmp_path, "#" * SIZE_LIMIT)
    assert [" is larger than 1 MB; name fewer things by patterns"] == _told(tmp_path, "#" * (SIZE_LIMIT + 1))


def test_long_keys_are_cut(tmp_path: Path) -> None:
    """A message stays readable whatever the file holds."""
    assert 1000 > max(len(line) for line in _told(tmp_path, f'{"k" * 100_000} = 1\nengine = "{"v" * 100_000}"'))


@pytest.mark.parametrize("text", ['"../../x"', '"/etc/passwd"', '"link/x"', '"loop/x"', '"a/../../../x"'])
def test_paths_stay_in_the_repository(tmp_path: Path, text: str) -> None:
    """No path leads out, by itself or by a link."""
    (tmp_path / "link").symlink_to("/etc")
    (tmp_path / "loop").symlink_to("loop")
    for key in ("var-files", "rules-dirs", "frameworks-dirs"):
        (told,) = _told(tmp_path, f"{key} = [{text}]")
        assert told.startswith(f"1: `{key}[0]` leads out of the repository"), told
    nested = f"[environments.a]\nvar-files = [{text}]\n[[bundles]]\npath = {text}\nkey = {text}"
    assert ["2", "4", "5"] == [line.partition(":")[0] for line in _told(tmp_path, nested)]
    assert ["1"] == [line.partition(":")[0] for line in _told(tmp_path, f"baseline = {text}")]


def test_paths_may_go_up_within_the_repository(tmp_path: Path) -> None:
    """The repository's root is the limit, not the file's folder; without a repository that is it."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "gatewright.toml").write_text('rules-dirs = ["../rules"]')
    assert find_config(tmp_path / "infra") is not None
    (tmp_path / ".git").rmdir()
    with pytest.raises(UsageError, match="leads out of the repository"):
        find_config(tmp_path / "infra")


def test_an_own_encoding_mark_is_no_problem(tmp_path: Path) -> None:
    """Editors of some systems begin a file with a byte order mark, and end lines in two characters."""
    (tmp_path / "gatewright.toml").write_bytes(b"\xef\xbb\xbfjobs = 3\r\ncache = false\r\n")
    config = find_config(tmp_path)
    assert config is not None
    assert (3, False, 2) == (config.values.jobs, config.values.cache, config.line(("cache",)))
