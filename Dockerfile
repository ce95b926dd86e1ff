# The image that docker-compose.yml runs. It contains the service without Postgres, so it needs DATABASE_URL. Building it
# needs no secret, and the image contains none.

FROM rust:1.95-bookworm AS build
WORKDIR /build

# The dependencies are built first, with an empty crate: this layer is rebuilt only if the manifest changes.
COPY Cargo.toml Cargo.lock ./
RUN mkdir src \
    && echo 'fn main() {}' > src/main.rs \
    && touch src/lib.rs \
    && cargo build --release --locked --bin moderato \
    && rm -r src

# Copied files keep their dates, which may be older than the build above. touch makes cargo rebuild them.
COPY . .
RUN touch src/main.rs src/lib.rs \
    && cargo build --release --locked --bin moderato


FROM debian:bookworm-slim
LABEL org.opencontainers.image.title="Moderato" \
      org.opencontainers.image.description="A self-hosted comment and moderation service" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"

# The system's root certificates verify a database behind TLS with sslmode=verify-full.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /build/target/release/moderato /usr/local/bin/moderato

# A new named volume takes its owner and mode from this folder.
RUN useradd --system --uid 10001 --user-group --home-dir /var/lib/moderato --shell /usr/sbin/nologin moderato \
    && install --directory --owner=moderato --group=moderato --mode=0700 /var/lib/moderato
USER moderato
WORKDIR /var/lib/moderato
VOLUME /var/lib/moderato
ENV MODERATO_LISTEN=0.0.0.0:8080 \
    MODERATO_DATA_DIR=/var/lib/moderato
EXPOSE 8080

# The check sends a request to the service, so it detects a hung process. It uses the TCP support of bash, so no package is needed.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/ready HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]

ENTRYPOINT ["moderato"]
CMD ["serve"]
