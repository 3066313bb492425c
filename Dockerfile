# The service as an image: packages pinned by hash, one unprivileged user, nothing to build with.
# Name a mirror of the base image with --build-arg BASE=...
ARG BASE=python:3.11-slim

FROM ${BASE} AS build
WORKDIR /source
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/kinerja
COPY requirements/build.txt requirements/runtime.txt requirements/
RUN python -m pip install --require-hashes --no-deps --requirement requirements/build.txt \
    && /opt/kinerja/bin/python -m pip install --require-hashes --no-deps --requirement requirements/runtime.txt
COPY . .
RUN python -m hatchling build --target wheel --directory /dist \
    && /opt/kinerja/bin/python -m pip install --no-index --no-deps /dist/*.whl \
    && /opt/kinerja/bin/python -m pip uninstall --yes pip setuptools

FROM ${BASE}
COPY --from=build /opt/kinerja /opt/kinerja
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin kinerja
ENV PATH=/opt/kinerja/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# By number, so that Kubernetes can see that it is not root.
USER 10001:10001
WORKDIR /tmp
EXPOSE 8000
ENTRYPOINT ["kinerja"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
