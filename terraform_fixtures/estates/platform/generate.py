"""Writes the platform estate: many teams' services, as a company's platform team would keep them in one repository.

    python generate.py DIRECTORY [--teams N] [--services N] [--roots N]

The modules beside this script are copied to `DIRECTORY/modules`; the teams, each a file with one module call, are dealt
out over the root modules `DIRECTORY/live/part_1` and so on. A team has 10 resource instances of its own and 19 for each
service: with the defaults, 25 teams of 10 services, 5,000 in all. The same arguments always write the same bytes.
"""

# ruff: noqa: INP001  # a script beside data, not a package

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

MODULES = Path(__file__).resolve().parent / "modules"
PER_TEAM = 10
PER_SERVICE = 19

ADJECTIVES = ("amber", "brisk", "coral", "dusky", "early", "fair", "green", "hazel", "ivory", "jolly")
NOUNS = ("badger", "crane", "dolphin", "egret", "falcon", "gecko", "heron", "ibex", "jackal", "kestrel")
DUTIES = ("accounts", "billing", "catalogue", "delivery", "events", "feeds", "gateway", "history", "imports", "jobs")
KEYS = ("account_id", "invoice_id", "sku", "parcel_id", "event_id", "feed_id", "route", "entry_id", "batch", "job_id")

VERSIONS = """\
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = { managed_by = "terraform", estate = "platform" }
  }
}
"""


def team_name(number: int) -> str:
    """The name of a team, unique among any number of them."""
    name = f"{ADJECTIVES[number % 10]}-{NOUNS[number // 10 % 10]}"
    return name if number < 100 else f"{name}-{number // 100}"


def service_name(number: int) -> str:
    """The name of a service within its team."""
    return DUTIES[number] if number < 10 else f"{DUTIES[number % 10]}-{number // 10}"


def rules(serial: int) -> list[str]:
    """The three rules that let callers in; a few let in more than they should."""
    port = 8000 + serial % 1000
    admin = {"port": "22"}
    if serial % 17 == 5:
        admin["cidr"] = '"0.0.0.0/0"'
    metrics = {"port": "9090", "to_port": "9100"}
    if serial % 41 == 7:
        metrics |= {"port": "0", "to_port": "65535", "cidr": '"0.0.0.0/0"'}
    return [
        f"        calls   = {{ port = {port} }}",
        f"        admin   = {inline(admin)}",
        f"        metrics = {inline(metrics)}",
    ]


def inline(members: dict[str, str]) -> str:
    """An object on one line."""
    return "{ " + ", ".join(f"{name} = {value}" for name, value in members.items()) + " }"


def tables(serial: int) -> list[str]:
    """The two tables of a service; a few cannot be restored."""
    key = KEYS[serial % 10]
    main = {"hash_key": f'"{key}"', "range_key": '"created_at"', "indexes": '{ by_owner = "owner_id" }'}
    audit = {"hash_key": '"audit_id"'}
    if serial % 13 == 3:
        audit["recovery"] = "false"
    return [f"        main  = {inline(main)}", f"        audit = {inline(audit)}"]


def bucket(serial: int) -> str:
    """What is unusual about the bucket of a service; mostly nothing."""
    unusual: dict[str, str] = {}
    if serial % 29 == 11:
        unusual["public"] = "true"
    if serial % 7 == 2:
        unusual["versioned"] = "false"
    if serial % 5 == 1:
        unusual["encrypted"] = '"AES256"'
    return inline(unusual) if unusual else "{}"


def service(name: str, serial: int) -> list[str]:
    """The lines of one service in its team's map."""
    actions = '["*"]' if serial % 53 == 19 else "null"
    return [
        f"    {name} = {{",
        f"      memory         = {128 * (1 + serial % 8)}",
        f"      retention_days = {(30, 90, 365, 731)[serial % 4]}",
        f"      actions        = {actions}",
        f"      bucket         = {bucket(serial)}",
        "      rules = {",
        *rules(serial),
        "      }",
        "      tables = {",
        *tables(serial),
        "      }",
        "      environment = {",
        '        LOG_LEVEL = "info"',
        f'        SERIAL    = "{serial:05d}"',
        "      }",
        "    }",
    ]


def team(number: int, services: int) -> str:
    """The file of one team."""
    name = team_name(number)
    lines = [
        f'module "{name}" {{',
        '  source = "../../modules/team"',
        "",
        f'  name       = "{name}"',
        f'  cidr       = "10.{number % 256}.0.0/16"',
        f"  rotate_key = {'false' if number % 8 == 6 else 'true'}",
        "",
        "  services = {",
    ]
    for index in range(services):
        lines += service(service_name(index), number * services + index)
    return "\n".join([*lines, "  }", "}", ""])


def codeowners(teams: int, roots: int) -> str:
    """Every team owns its file, the platform team the rest."""
    lines = ["* @acme/platform"]
    lines += [f"/live/part_{n % roots + 1}/{team_name(n)}.tf @acme/{team_name(n)}" for n in range(teams)]
    return "\n".join([*lines, ""])


def write_estate(target: Path, *, teams: int = 25, services: int = 10, roots: int = 1) -> int:
    """How many resource instances the estate has that this wrote to the target directory."""
    shutil.copytree(MODULES, target / "modules", dirs_exist_ok=True)
    for root in range(1, roots + 1):
        folder = target / "live" / f"part_{root}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "versions.tf").write_text(VERSIONS, encoding="utf-8")
    for number in range(teams):
        folder = target / "live" / f"part_{number % roots + 1}"
        (folder / f"{team_name(number)}.tf").write_text(team(number, services), encoding="utf-8")
    (target / "CODEOWNERS").write_text(codeowners(teams, roots), encoding="utf-8")
    return teams * (PER_TEAM + PER_SERVICE * services)


def main(arguments: list[str]) -> int:
    """The exit status, after writing the estate that the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("directory", type=Path, help="where to write; made if absent")
    parser.add_argument("--teams", type=int, default=25)
    parser.add_argument("--services", type=int, default=10, help="services of each team")
    parser.add_argument("--roots", type=int, default=1, help="root modules that the teams are dealt out over")
    asked = parser.parse_args(arguments)
    written = write_estate(asked.directory, teams=asked.teams, services=asked.services, roots=asked.roots)
    sys.stdout.write(f"{written} resource instances in {asked.directory}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
