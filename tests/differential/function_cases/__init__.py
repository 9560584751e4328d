"""Calls of every function of the language, edge cases among them, to be made in Terraform and in Gatewright."""

from __future__ import annotations

from function_cases import (
    arithmetic,
    builtin,
    conversions,
    dates,
    encoding,
    files,
    formatting,
    hashing,
    json_text,
    mappings,
    networks,
    patterns,
    selection,
    sequences,
    sets,
    strings,
    yaml_text,
)
from function_cases.builders import Case

_THEMES = (
    arithmetic,
    builtin,
    conversions,
    dates,
    encoding,
    files,
    formatting,
    hashing,
    json_text,
    mappings,
    networks,
    patterns,
    selection,
    sequences,
    sets,
    strings,
    yaml_text,
)

CASES: list[Case] = [case for theme in _THEMES for case in theme.CASES]

_NAMES = """
abs abspath alltrue anytrue base64decode base64encode base64gzip base64sha256 base64sha512 basename bcrypt can ceil
chomp chunklist cidrhost cidrnetmask cidrsubnet cidrsubnets coalesce coalescelist compact concat contains csvdecode
dirname distinct element endswith ephemeralasnull file filebase64 filebase64sha256 filebase64sha512 fileexists
filemd5 fileset filesha1 filesha256 filesha512 flatten floor format formatdate formatlist indent index issensitive
join jsondecode jsonencode keys length list log lookup lower map matchkeys max md5 merge min nonsensitive one
parseint pathexpand plantimestamp pow provider::terraform::decode_tfvars provider::terraform::encode_expr
provider::terraform::encode_tfvars range regex regexall replace reverse rsadecrypt sensitive setintersection
setproduct setsubtract setunion sha1 sha256 sha512 signum slice sort split startswith strcontains strrev substr sum
templatefile templatestring textdecodebase64 textencodebase64 timeadd timecmp timestamp title tobool tolist tomap
tonumber toset tostring transpose trim trimprefix trimspace trimsuffix try type upper urlencode uuid uuidv5 values
yamldecode yamlencode zipmap
"""

LANGUAGE = frozenset(_NAMES.split())
"""The functions that the documentation of Terraform 1.11 lists."""
