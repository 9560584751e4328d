"""How fast HCL becomes a syntax tree: blocks and attributes at once, expressions when they are asked for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from gatewright.sources.terraform.syntax.nodes import Attribute, Body
from gatewright.sources.terraform.syntax.parser import ParsedFile, parse

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

RESOURCE = """# Bucket {number} of the fleet, with what a reviewer asks for.
resource "aws_s3_bucket" "fleet_{number}" {{
  for_each      = {{ for name, bucket in var.buckets : name => bucket if bucket.enabled }}
  bucket        = "${{var.prefix}}-{number}-${{each.key}}"
  force_destroy = var.environment == "prod" ? false : try(each.value.disposable, true)

  tags = merge(local.tags, {{
    Name  = "fleet-{number}"
    Owner = each.value.owner
  }})

  lifecycle {{
    prevent_destroy = true
  }}
}}

data "aws_iam_policy_document" "fleet_{number}" {{
  statement {{
    sid       = "TransportOnly{number}"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [for bucket in aws_s3_bucket.fleet_{number} : "${{bucket.arn}}/*"]

    condition {{
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = [false]
    }}
  }}
}}

"""
FLEET = "".join(RESOURCE.format(number=number) for number in range(1200)).encode()

# The time of the one processor that does the work: what else runs on the machine does not count.
pytestmark = pytest.mark.benchmark(timer=time.process_time)


def _attributes(body: Body) -> Iterator[Attribute]:
    yield from body.attributes.values()
    for block in body.blocks:
        yield from _attributes(block.body)


def _whole(data: bytes) -> int:
    """Parse everything, down to the last expression."""
    return sum(attribute.expression is not None for attribute in _attributes(parse("main.tf", data).body))


def _speed(benchmark: BenchmarkFixture) -> float:
    """Megabytes a second in the best round."""
    assert benchmark.stats is not None
    return round(len(FLEET) / 1e6 / float(benchmark.stats.stats.min), 2)


def test_blocks_and_attributes(benchmark: BenchmarkFixture) -> None:
    """What the scan of a file that nobody calls costs."""
    parsed: ParsedFile = benchmark(parse, "main.tf", FLEET)

    benchmark.extra_info["megabytes_per_second"] = _speed(benchmark)
    assert (parsed.diagnostics, len(parsed.body.blocks)) == ((), 2400)


def test_everything_with_expressions(benchmark: BenchmarkFixture) -> None:
    """What the scan of a file costs whose every expression is evaluated."""
    count: int = benchmark(_whole, FLEET)

    benchmark.extra_info["megabytes_per_second"] = _speed(benchmark)
    assert count == 1200 * 12


def test_broken_file(benchmark: BenchmarkFixture) -> None:
    """A syntax error costs one more parse, piece by piece, and no more than that."""
    broken = FLEET.replace(b'fleet_600" {\n  for_each', b'fleet_600" {\n  = for_each', 1)

    parsed: ParsedFile = benchmark(parse, "main.tf", broken)

    benchmark.extra_info["megabytes_per_second"] = _speed(benchmark)
    assert (len(parsed.diagnostics), len(parsed.body.blocks)) == (1, 2399)
