"""Worlds for the decision procedure: requests whose policies mostly speak about what is asked."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from identity_conditions import CONTEXT, HERE, ROLE, THERE, Object, lines

SESSION = f"arn:aws:sts::{HERE}:assumed-role"
MEMBERS = (
    f"arn:aws:iam::{HERE}:user/alice",
    f"arn:aws:iam::{HERE}:user/alice",
    f"arn:aws:iam::{HERE}:user/team/alice",
    f"{ROLE}/app",
    f"{ROLE}/teams/app",
    f"{ROLE}/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
    f"{ROLE}/AWSServiceRoleForECS",
    f"{SESSION}/app/run",
    f"{SESSION}/app/run",
    f"{SESSION}/AWSServiceRoleForECS/run",
    f"arn:aws:sts::{HERE}:federated-user/alice",
)
ROOT = f"arn:aws:iam::{HERE}:root"
OIDC = f"arn:aws:iam::{HERE}:oidc-provider/token.actions.githubusercontent.com"
SAML = f"arn:aws:iam::{HERE}:saml-provider/corp"
OUTSIDERS = ("anonymous", "lambda.amazonaws.com", "accounts.google.com", OIDC, SAML)

TARGET = f"arn:aws:iam::{HERE}:role/target"
REQUESTS = (
    *[("s3:GetObject", "arn:aws:s3:::data/key")] * 3,
    ("s3:GetObject", "arn:aws:s3:::data/${aws:username}"),
    ("s3:PutBucketPolicy", "arn:aws:s3:::data"),
    ("s3:ListAllMyBuckets", "*"),
    ("ec2:StartInstances", f"arn:aws:ec2:eu-west-1:{HERE}:instance/i-1"),
    ("lambda:InvokeFunction", f"arn:aws:lambda:eu-west-1:{HERE}:function:net:live"),
    ("sqs:SendMessage", f"arn:aws:sqs:eu-west-1:{HERE}:data"),
    *[("kms:Decrypt", f"arn:aws:kms:eu-west-1:{HERE}:key/1234")] * 2,
    ("kms:DeleteAlias", f"arn:aws:kms:eu-west-1:{HERE}:alias/aws/s3"),
    *[("sts:AssumeRole", TARGET)] * 2,
    ("kms:RetireGrant", f"arn:aws:kms:eu-west-1:{HERE}:key/1234"),
    ("sts:AssumeRoleWithWebIdentity", TARGET),
    ("sts:TagSession", TARGET),
    ("sts:GetCallerIdentity", "*"),
    ("sts:GetSessionToken", "*"),
    ("sts:GetFederationToken", f"arn:aws:sts::{HERE}:federated-user/alice"),
    ("iam:PassRole", TARGET),
    ("iam:PassRole", f"{ROLE}/aws-reserved/sso.amazonaws.com/admin"),
    ("iam:AttachRolePolicy", f"{ROLE}/aws-reserved/sso.amazonaws.com/admin"),
    ("iam:GetPolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
    ("iam:CreatePolicyVersion", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
)


def _action_parts(action: str) -> list[Object]:
    service, _, name = action.partition(":")
    whole: list[Object] = [{"Action": action}, {"Action": "*"}, {"Action": f"{service}:*"}]
    return [
        *whole * 3,
        {"Action": action.upper()},
        {"Action": "*:*"},
        {"Action": ["ec2:Describe*", f"{service}:{name[:3]}*"]},
        {"Action": f"{service}:?{name[1:]}"},
        {"Action": "ec2:DescribeInstances"},
        {"Action": [f"{service}: {name}", f"{action},s3:PutObject", f"{service[:1]}*:{name}", "sts"]},
        {"NotAction": "ec2:DescribeInstances"},
        {"NotAction": [f"{service}:*"]},
        {"NotAction": [f"{service}: {name}"]},
        {"NotAction": []},
    ]


def _resource_parts(arn: str) -> list[Object]:
    parts = arn.split(":", 5)
    head, last = (":".join(parts[:5]), parts[-1]) if len(parts) == 6 else ("arn:aws:s3::", "data")
    fitting = [arn, "*", f"{head}:{last[:2]}*"]
    variables = (
        f"{head}:{last[:2]}${{aws:PrincipalTag/cost center}}*",
        f"{head}:${{aws:username}}*",
        f"{head}:*/${{aws:PrincipalTag/team, '{last.split('/')[-1]}'}}",
        f"{head}:other/${{aws:SourceVpc}}",
        f"{head}:*${{aws:TagKeys, 'y'}}",
        f"{head}:{last[:-1]}${{?}}",
        "arn:${aws:username}:s3:::data/*",
    )
    others = (
        ":".join(parts[:3]),
        f"{head}:{last.upper()}",
        f"{head}:other",
        "arn:aws:*:*:*:*",
        "arn:aws:s3",
        f"{head}:{last[:-1]}?",
        "data/*",
    )
    return [
        *[{"Resource": one} for one in fitting * 12],
        *[{"Resource": one} for one in (*variables, *others)],
        *[{"Resource": [one, two]} for one, two in zip(variables, (*fitting, *others), strict=False)],
        *[{"Resource": [two, one]} for one, two in zip(variables, fitting, strict=False)],
        *[{"NotResource": one} for one in (*fitting, *variables, *others)],
        {"NotResource": [variables[0], others[2]]},
        {"NotResource": [variables[1], arn]},
    ]


def _account(caller: str) -> str:
    return caller.split(":")[4] if caller.startswith("arn:") else HERE


def _parents(caller: str) -> list[str]:
    """The role or the user whose session calls."""
    if ":assumed-role/" in caller:
        return [f"{ROLE}/{caller.split('/')[1]}"]
    return [f"arn:aws:iam::{HERE}:user/alice"] if ":federated-user/" in caller else []


def _all_but_one(caller: str, account: str) -> list[list[str]]:
    """Whom NotPrincipal has to list to spare the caller: all of them, and all but one."""
    listed = [caller, account, f"{ROLE}/app", f"arn:aws:iam::{HERE}:user/alice", f"{SESSION}/app/run"]
    return [listed, *([one for one in listed if one != other] for other in listed)]


def _principal_parts(caller: str) -> list[Object]:
    account = _account(caller)
    root = f"arn:aws:iam::{account}:root"
    names = [caller, account, root, "*", f"{ROLE}/app", f"{ROLE}/teams/app", f"arn:aws:iam::{HERE}:user/alice"]
    named: list[Object] = [{"Principal": {"AWS": name}} for name in names]
    return [
        *named * 2,
        *named[:4] * 5,
        *[{"Principal": {"AWS": parent}} for parent in _parents(caller)] * 8,
        {"Principal": "*"},
        {"Principal": {"Service": caller}},
        {"Principal": {"Service": ["ec2.amazonaws.com", "lambda.amazonaws.com"]}},
        {"Principal": {"Federated": [caller, OIDC, "accounts.google.com"]}},
        {"Principal": {"AWS": ["AROAEXAMPLE", f"{ROLE}/*", f"{SESSION}/app/*", THERE, f"{SESSION}/teams/app/run"]}},
        {"Principal": {"CanonicalUser": "79a59df9", "AWS": [THERE, caller]}},
        {"NotPrincipal": {"AWS": caller}},
        {"NotPrincipal": {"AWS": [caller, root]}},
        *[{"NotPrincipal": {"AWS": listed}} for listed in _all_but_one(caller, account)],
        {"NotPrincipal": {"AWS": f"arn:aws:iam::{THERE}:user/bob", "Service": "lambda.amazonaws.com"}},
        {"NotPrincipal": {"Federated": OIDC}},
        {"NotPrincipal": "*"},
        {},
    ]


_BREAKS: tuple[Object, ...] = (
    {"Effect": "allow"},
    {"Effect": None},
    {"Action": "*", "NotAction": "ec2:*"},
    {"Resource": "*", "NotResource": "arn:aws:s3:::other"},
    {"Principal": "*", "NotPrincipal": "*"},
    {"Resources": "*"},
    {"Condition": {"StringEqual": {"aws:SourceVpc": "vpc-1"}}},
    {"Condition": {"NullIfExists": {"aws:SourceVpc": "true"}}},
    {"Condition": {"Bool": "true"}},
    {"Condition": ["Bool"]},
    {"Condition": {"Bool": {"aws:SecureTransport": {"a": "b"}}}},
    {"Action": 5, "NotAction": 5},
    {"Action": [["*"]], "NotAction": [["*"]]},
)
_WITH_PRINCIPAL = ("resource", "rcp", "vpc_endpoint")


class Strategies:
    """Statements and policies about one request."""

    def __init__(self, caller: str, action: str, arn: str, *, complete: bool = True) -> None:
        self.actions = st.sampled_from(_action_parts(action))
        self.resources = st.sampled_from(_resource_parts(arn))
        self.principals = st.sampled_from(_principal_parts(caller))
        self.everybody = st.sampled_from([*[{"Principal": "*"}] * 30, *_principal_parts(caller)])
        names = [caller, *_parents(caller) * 2, account := _account(caller), "*"]
        self.grants = st.sampled_from([{"Principal": {"AWS": name}} for name in names])
        self.exceptions = st.sampled_from([{"NotPrincipal": {"AWS": one}} for one in _all_but_one(caller, account)])
        self.conditional = st.sampled_from((False, False, True) if complete else (False, True, True))
        self.trust = action.startswith("sts:AssumeRole")

    def statement(self, draw: st.DrawFn, kind: str, *, broken: bool = False) -> Object:
        """One statement; `broken` if no Allow may be sound."""
        body: Object = {
            "Effect": draw(st.sampled_from(("Allow", "Deny") if kind == "rcp" else ("Allow", "Allow", "Allow", "Deny")))
        }
        body |= draw(self.actions)
        if kind != "resource" or not self.trust:
            body |= draw(self.resources)
        if kind in _WITH_PRINCIPAL:
            body |= draw(self.principals if kind == "resource" else self.everybody)
        if draw(self.conditional):
            body["Condition"] = draw(lines())
        if (broken and body["Effect"] == "Allow") or draw(st.integers(0, 24)) == 24:
            body |= draw(st.sampled_from(_BREAKS))
        return body

    def policy(self, draw: st.DrawFn, kind: str, *, broken: bool = False) -> Any:
        """One policy: often one that allows everything."""
        shape = draw(st.sampled_from(("all", "all", "one", "one", "one", "two", "odd", "no")))
        if shape in ("all", "no") and not broken:
            return self.plain(draw, kind, shape)
        if shape == "odd":
            odd: tuple[Object, ...] = (
                {"Version": "2025-01-01"},
                {"Statements": []},
                {"Statement": None},
                {"Statement": "*"},
            )
            sound = {"Version": "2012-10-17", "Statement": [self.statement(draw, kind, broken=broken)]}
            return draw(st.sampled_from((*(sound | one for one in odd), None, "{", ["Statement"])))
        version = draw(st.sampled_from(("2012-10-17", "2012-10-17", "2012-10-17", "2008-10-17", None)))
        count = 2 if shape == "two" else 1
        return _document([self.statement(draw, kind, broken=broken) for _ in range(count)], version)

    def plain(self, draw: st.DrawFn, kind: str, shape: str) -> Object:
        """A policy about everything: one that allows it, or one that does not. A resource's says it of the caller."""
        body: Object = {"Effect": "Allow", "Action": "*" if shape == "all" else "ec2:DescribeInstances"}
        if kind == "resource":
            spared: Object = {"Effect": "Deny", "Action": "*"}
            body = {**body, **draw(self.grants)} if shape == "all" else {**spared, **draw(self.exceptions)}
        elif kind in _WITH_PRINCIPAL:
            body["Principal"] = "*"
        return _document([body if kind == "resource" and self.trust else {**body, "Resource": "*"}])

    def named(self, draw: st.DrawFn, kind: str, *, most: int, broken: bool = False) -> list[Object]:
        """Up to so many policies with their names."""
        count = draw(st.sampled_from((*range(1, most + 1), *range(1, most + 1), 0)))
        return [
            {"name": f"{kind}{index}", "document": self.policy(draw, kind, broken=broken)} for index in range(count)
        ]


def _document(statements: list[Object], version: str | None = "2012-10-17") -> Object:
    return {**({"Version": version} if version else {}), "Statement": statements}


@st.composite
def worlds(draw: st.DrawFn, *, broken: bool = False, complete: bool | None = None) -> Object:
    """A request of `identity decide`. With `broken`, no Allow is well-formed."""
    callers = MEMBERS if broken else (*MEMBERS * 2, ROOT, *OUTSIDERS)
    arn = draw(st.sampled_from(callers))
    action, resource = draw(st.sampled_from(REQUESTS))
    known = draw(st.booleans()) if complete is None else complete
    about = Strategies(arn, action, resource, complete=known)
    owner = draw(st.sampled_from((HERE, HERE, HERE, HERE, THERE, None)))
    principal: Object = {"arn": arn}
    seldom = st.sampled_from((False, False, True))
    if draw(seldom):
        principal["boundary"] = about.policy(draw, "boundary", broken=broken)
    if draw(seldom):
        principal["session_policies"] = [about.policy(draw, "session", broken=broken)]
    if arn in MEMBERS and draw(seldom):
        principal["tags"] = draw(st.sampled_from(({"team": "net"}, {"cost center": "k", "team": "app"})))
        principal["session_tags"] = draw(st.sampled_from(({}, {"team": "n*"}, {"Cost Center": ""})))
    target: Object = {"arn": resource, **({"account": owner} if owner else {})}
    if draw(st.sampled_from((True, True, False))):
        target["policy"] = about.policy(draw, "resource", broken=broken)
    if draw(seldom):
        target["tags"] = {"team": "net"}
    world: Object = {"id": 1, "principal": principal, "action": action, "resource": target}
    world["context_complete"] = known
    world["context"] = {key: draw(st.sampled_from(CONTEXT[key])) for key in draw(_KEYS)}
    if arn.startswith(SESSION) and draw(seldom):
        path = draw(
            st.sampled_from(("teams/app", "app", "aws-service-role/x/AWSServiceRoleForECS", "AWSServiceRoleForECS"))
        )
        world["context"]["aws:PrincipalArn"] = f"{ROLE}/{path}"
    world["identity_policies"] = about.named(draw, "identity", most=2, broken=broken)
    if draw(seldom):
        principal["groups"] = [{"name": "g", "policies": about.named(draw, "identity", most=1, broken=broken)}]
    _organized(draw, world, about)
    return world


_KEYS = st.lists(st.sampled_from(sorted(CONTEXT)), max_size=5, unique=True)


def _organized(draw: st.DrawFn, world: Object, about: Strategies) -> None:
    """What the organization and the network add to a world."""
    seldom = st.sampled_from((False, False, True))
    if draw(seldom):
        world["organization"] = draw(st.sampled_from(({"id": "o-1", "path": "o-1/r-1/ou-1/"}, {"id": "o-2"}, None)))
    if draw(seldom):
        world["scp_levels"] = [about.named(draw, "scp", most=1) for _ in range(draw(st.integers(0, 2)))]
    if draw(seldom):
        world["rcp_levels"] = [about.named(draw, "rcp", most=1)]
    if draw(seldom):
        world["vpc_endpoint_policies"] = [about.policy(draw, "vpc_endpoint") for _ in range(draw(st.integers(1, 2)))]
    if draw(seldom):
        world["management_account"] = draw(st.booleans())


@st.composite
def with_deny(draw: st.DrawFn, world: Object) -> Object:
    """The same world with one Deny more in its identity, resource or organization's policies."""
    about = Strategies(world["principal"]["arn"], world["action"], world["resource"]["arn"])
    kind = draw(st.sampled_from(("identity", "resource", "scp", "rcp")))
    new = _document([about.statement(draw, kind) | {"Effect": "Deny"}])
    if kind == "identity":
        return {**world, "identity_policies": [*world["identity_policies"], {"name": "new", "document": new}]}
    if kind == "resource":
        policy = world["resource"].get("policy")
        sound = isinstance(policy, dict) and isinstance(policy.get("Statement"), list)
        # A policy of the version that the resource's has, so that what it says stays what it was.
        joined = {**policy, "Statement": [*policy["Statement"], *new["Statement"]]} if sound else policy
        return {**world, "resource": {**world["resource"], **({} if policy is None else {"policy": joined})}}
    key = f"{kind}_levels"
    levels = [[*level, {"name": "new", "document": new}] for level in world.get(key) or []]
    return {**world, **({key: levels} if levels else {})}


@st.composite
def completed(draw: st.DrawFn, world: Object) -> Object:
    """The same world once everything is known: some more keys have values, all others are absent."""
    more = {key: draw(st.sampled_from(CONTEXT[key])) for key in draw(_KEYS)}
    more |= {key: draw(st.sampled_from(("net", "app", "o-1", HERE))) for key in draw(_MORE_KEYS)}
    return {**world, "context": {**_unknown_keys(world, more), **world["context"]}, "context_complete": True}


_MORE_KEYS = st.lists(
    st.sampled_from(
        ("aws:PrincipalTag/team", "aws:PrincipalTag/cost center", "aws:PrincipalOrgID", "aws:ResourceTag/team")
    ),
    max_size=2,
    unique=True,
)


def _unknown_keys(world: Object, more: Object) -> Object:
    """What of the keys is not settled by the request itself."""
    settled = {
        f"aws:principaltag/{key.lower()}"
        for tags in ("tags", "session_tags")
        for key in world["principal"].get(tags, {})
    }
    settled |= {f"aws:resourcetag/{key.lower()}" for key in world["resource"].get("tags", {})}
    settled |= {"aws:principalorgid"} if world.get("organization") else set()
    if world["principal"]["arn"] in (ROOT, "anonymous") or ":federated-user/" in world["principal"]["arn"]:
        settled |= {"aws:userid"}
    anonymous = world["principal"]["arn"] == "anonymous"
    return {
        key: value
        for key, value in more.items()
        if key.lower() not in settled and not (anonymous and key.lower().startswith("aws:principal"))
    }
