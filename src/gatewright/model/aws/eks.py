"""Elastic Kubernetes Service."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from pydantic import Field, computed_field

from gatewright.model.base import Model
from gatewright.model.document import Properties
from gatewright.model.network import internet_cidrs
from gatewright.model.unknown import Unknown


class Endpoint(Model):
    """Where the Kubernetes API server can be reached."""

    public: bool | Unknown = Field(default=True, description="Whether it has an address on the internet.")
    private: bool | Unknown = Field(default=False, description="Whether it has an address within the VPC.")
    public_cidrs: tuple[str | Unknown, ...] | Unknown = Field(
        default=("0.0.0.0/0",), description="CIDR blocks that may connect to the public address."
    )

    @computed_field(description="Whether the whole internet may connect; derived.")  # type: ignore[prop-decorator]  # mypy knows no decorated properties
    @cached_property
    def open_to_internet(self) -> bool | Unknown:
        """Whether the whole internet may connect."""
        if self.public is False:
            return False
        cidrs = (self.public_cidrs,) if isinstance(self.public_cidrs, Unknown) else self.public_cidrs
        doubts = [cidr for cidr in cidrs if isinstance(cidr, Unknown)]
        if internet_cidrs(cidr for cidr in cidrs if isinstance(cidr, str)):
            return self.public
        return doubts[0] if doubts else False


class Cluster(Properties):
    """A Kubernetes cluster."""

    TYPE: ClassVar[str] = "aws.eks.cluster"

    endpoint: Endpoint | Unknown = Field(default_factory=Endpoint, description="Access to its API server.")
