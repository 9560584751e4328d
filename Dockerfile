# Gatewright in a container: no compilers, no root, nothing written but to /tmp. See docs/guides/docker.md.
ARG PYTHON=3.13

FROM python:${PYTHON}-slim-bookworm AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY policies policies
COPY src src
RUN python -m venv --without-pip /opt/gatewright \
    && python -m pip --python /opt/gatewright/bin/python install --no-cache-dir --only-binary :all: \
       --no-binary gatewright '.[github]'

FROM python:${PYTHON}-slim-bookworm
LABEL org.opencontainers.image.title="Gatewright" \
      org.opencontainers.image.description="Policy as code for cloud posture and identity risk" \
      org.opencontainers.image.licenses="Apache-2.0"
# git tells which lines changed. Its version is that of the base image's release. It refuses a repository of another user,
# which a mounted one is, unless it is named.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory /work
COPY --from=build /opt/gatewright /opt/gatewright
ENV PATH=/opt/gatewright/bin:$PATH \
    HOME=/tmp \
    XDG_CACHE_HOME=/tmp/cache \
    PYTHONDONTWRITEBYTECODE=1
WORKDIR /work
USER 10001:10001
ENTRYPOINT ["gatewright"]
CMD ["--help"]
