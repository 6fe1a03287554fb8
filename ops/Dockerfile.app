# Gateway, recommender, action server, and the one-shot set-up: one target each.
#   docker build -f ops/Dockerfile.app --target gateway .
# EXTRA=gpu takes FAISS for a GPU. TORCH_INDEX names the index of the torch build to take (PyTorch's installation
# guide lists them): empty takes pip's default, which brings CUDA along; the index of CPU builds saves gigabytes.

FROM python:3.11-slim AS environment
ARG EXTRA=cpu
ARG TORCH_INDEX=""
# For a chat model: "langchain langchain-openai", or another provider's package (docs/chat-model.md).
ARG CHAT_PACKAGES=""
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN python -m venv .venv
COPY pyproject.toml constraints.txt ./
COPY ops/requirements.py ops/
# The dependencies without the code, so that a change of the code does not install them again.
RUN python ops/requirements.py pyproject.toml "$EXTRA" train > requirements.txt
RUN grep "^torch==" requirements.txt > torch.txt \
    && .venv/bin/pip install -c constraints.txt ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} -r torch.txt
RUN .venv/bin/pip install -c constraints.txt -r requirements.txt $CHAT_PACKAGES

FROM python:3.11-slim AS app
# The packaged language model needs no hub. Whoever names another in FLOORWALKER_LANGUAGE_MODEL mounts it.
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HF_HUB_OFFLINE=1 \
    TOKENIZERS_PARALLELISM=false \
    OMP_WAIT_POLICY=PASSIVE \
    FLOORWALKER_HOME=/var/lib/floorwalker
RUN useradd --create-home --uid 10001 floorwalker && install -d -o floorwalker -g floorwalker /var/lib/floorwalker
WORKDIR /app
COPY --from=environment /app/.venv .venv
COPY pyproject.toml LICENSE NOTICE ./
COPY bot/ bot/
COPY data/ data/
COPY floorwalker/ floorwalker/
COPY gateway/ gateway/
COPY language/ language/
COPY learning/ learning/
COPY ranker/ ranker/
COPY recommender/ recommender/
COPY retrieval/ retrieval/
COPY web/dist/ web/dist/
COPY ops/healthcheck.py ops/
USER floorwalker
VOLUME /var/lib/floorwalker
ENTRYPOINT ["python", "-m", "floorwalker"]

FROM app AS gateway
ENV FLOORWALKER_HOST=0.0.0.0
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "ops/healthcheck.py", "http://127.0.0.1:8000/health"]
CMD ["serve", "gateway"]

FROM app AS recommender
ENV FLOORWALKER_INNER_HOST=0.0.0.0
EXPOSE 8001
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s CMD ["python", "ops/healthcheck.py", "http://127.0.0.1:8001/ready"]
CMD ["serve", "recommender"]

FROM app AS actions
ENV FLOORWALKER_INNER_HOST=0.0.0.0
EXPOSE 5055
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "ops/healthcheck.py", "http://127.0.0.1:5055/health"]
CMD ["serve", "actions"]

FROM app AS jobs
CMD ["serve", "jobs"]

# Training the assistant needs Rasa beside our own environment. The same steps as in Dockerfile.rasa: built once.
FROM python:3.11-slim AS rasa-environment
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN python -m venv .venv-rasa
COPY bot/requirements.txt bot/
RUN .venv-rasa/bin/pip install --no-deps --ignore-requires-python -r bot/requirements.txt

FROM app AS setup
COPY --from=rasa-environment /app/.venv-rasa .venv-rasa
CMD ["prepare"]
