"""One OPA server, through `opa-python-client`, with its errors in our terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from gatewright.errors import EngineError, RuleError, UsageError

if TYPE_CHECKING:
    from opa_client import OpaClient

TIMEOUT_SECONDS = 300.0
STRICT = {"strict-builtin-errors": "true"}
HOW_TO_START = "start one with `opa run --server`, or leave `--opa-url` out to have one started"


class PolicyRefusedError(RuleError):
    """A policy does not compile or an evaluation fails; says in which policy and line, where the server does."""

    def __init__(self, message: str, policy: str = "", line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.policy = policy
        self.line = line


@dataclass(frozen=True, slots=True)
class OpaServer:
    """A server that answers."""

    url: str
    _client: OpaClient

    def version(self) -> str:
        """The version of OPA; empty where the server does not tell."""
        rows = self._ask(self._client.ad_hoc_query, "version = opa.runtime().version").get("result") or [{}]
        return str(rows[0].get("version", ""))

    def put_policy(self, policy: str, text: str) -> None:
        """Upload a policy."""
        self._ask(lambda: self._client.update_policy_from_string(text, policy, rego_compat=False))

    def put_data(self, path: str, value: Mapping[str, object]) -> None:
        """Upload a document of data."""
        self._ask(self._client.update_or_create_data, value, path)

    def query(self, package: str, rule: str | None = None) -> object:
        """The value of a package or of a rule in it, None where it has none; built-in errors are errors."""
        answer = self._ask(lambda: self._client.query_rule({}, package, rule, query_params=STRICT))
        return answer.get("result")

    def remove_policy(self, policy: str) -> None:
        """Remove a policy."""
        self._ask(self._client.delete_policy, policy)

    def remove_data(self, path: str) -> None:
        """Remove a document of data."""
        self._ask(self._client.delete_data, path)

    def _ask(self, call: Callable[..., Any], *arguments: object) -> Any:
        try:
            return call(*arguments)
        except OSError as error:  # what `requests` raises: no answer, or an answer that is an error
            raise self._failure(error) from error
        except Exception as error:  # the client's own exceptions share no root
            errors = getattr(error, "errors", None)
            if errors:
                raise _refusal(errors) from error
            raise EngineError(f"OPA at `{self.url}` refuses: {_said(error)}") from error

    def _failure(self, error: OSError) -> Exception:
        response: Any = getattr(error, "response", None)
        if response is None:
            return EngineError(f"OPA at `{self.url}` does not answer: {_root_cause(error)}; {HOW_TO_START}")
        if response.status_code in {401, 403}:
            return EngineError(f"OPA at `{self.url}` denies access; give a token that may write policies and data")
        errors = _errors(response)
        if errors:
            return _refusal(errors)
        return EngineError(f"OPA at `{self.url}` answers {response.status_code}; is it an OPA server?")


@contextmanager
def connect(url: str, *, token: str | None = None, ca_file: str | None = None) -> Iterator[OpaServer]:
    """The server at the URL, once it has answered; certificates are verified, by `ca_file` where given."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"} or parts.query:
        raise UsageError(f"`{url}` is not the address of an OPA server; write it like `https://opa.example.com:8181`")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise UsageError(f"`{url}` has no valid port; write it like `https://opa.example.com:8181`") from error
    client = _client_class()(
        host=f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname,
        port=port,
        ssl=(ca_file or True) if parts.scheme == "https" else False,
        token=token,
        retries=0,  # a failing rule is answered with status 500, which would be asked again
        timeout=TIMEOUT_SECONDS,
    )
    with client:
        if parts.hostname in {"127.0.0.1", "localhost", "::1"}:
            # A proxy for the outside world does not lead back to this machine.
            client._session.trust_env = False  # noqa: SLF001 - the client has no option for it
        yield OpaServer(url, client)


def _client_class() -> type[OpaClient]:
    try:
        from opa_client import OpaClient  # noqa: PLC0415 - an extra, and slow to load
    except ImportError as error:
        raise UsageError("talking to OPA needs an extra; install it with `pip install 'gatewright[opa]'`") from error
    client: type[OpaClient] = OpaClient
    return client


def _errors(response: Any) -> list[dict[str, Any]]:
    try:
        body = response.json()
    except ValueError:
        return []
    errors = body.get("errors") if isinstance(body, dict) else None
    return errors if isinstance(errors, list) else []


def _refusal(errors: list[dict[str, Any]]) -> PolicyRefusedError:
    place = errors[0].get("location") or {}
    return PolicyRefusedError(str(errors[0].get("message", "")), str(place.get("file", "")), int(place.get("row", 0)))


def _root_cause(error: BaseException) -> str:
    """What went wrong at the bottom, without the layers of the HTTP library."""
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return (getattr(error, "strerror", None) or str(error)).lower().rstrip(".")


def _said(error: Exception) -> str:
    return str(getattr(error, "message", None) or error).lower().rstrip(".") or type(error).__name__
