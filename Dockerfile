# Two stages: what builds stays behind. docs/docker.md has the command that runs it.
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python -m venv /opt/watchnext
COPY requirements.lock ./
RUN /opt/watchnext/bin/python -m pip install --require-hashes --only-binary :all: --no-deps -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY watchers watchers
COPY bot bot
# Neither pip nor setuptools has work to do in what runs.
RUN /opt/watchnext/bin/python -m pip install --no-deps --no-build-isolation . \
    && /opt/watchnext/bin/python -m pip uninstall --yes setuptools pip

FROM python:3.13-slim
# The number is fixed, so that a volume's files keep their owner from image to image.
RUN groupadd --gid 10001 watchnext \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin watchnext \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=build /opt/watchnext /opt/watchnext
COPY rules.yaml /etc/watchnext/rules.yaml
# The root is read-only: no bytecode is written (pip compiled it), and /dev/shm is always writable.
ENV PATH=/opt/watchnext/bin:$PATH \
    WATCHNEXT_DATA=/data \
    TMPDIR=/dev/shm \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /etc/watchnext
VOLUME /data
USER 10001:10001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s --retries=3 CMD ["watchnext", "doctor", "--health"]
ENTRYPOINT ["watchnext"]
CMD ["run"]
