# Digit Lab in a container: see "Container" in docs/deployment.md. Built and tried by .ci/container.
FROM python:3.11-slim

# TensorFlow's messages and Python's output go to the log as they come.
ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    DIGIT_LAB_HOME=/data

# What changes seldom comes first: an app that was changed doesn't install everything again.
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt

# The app can't write to its own code: it runs as somebody to whom only /data belongs.
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin lab \
    && mkdir /data \
    && chown lab:lab /data
COPY .streamlit .streamlit
COPY app.py .
COPY model model
COPY training training
COPY server server
COPY pages pages
USER lab
VOLUME /data
EXPOSE 8501

# /health answers while the process lives; who distributes visitors asks /ready as well.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/health', timeout=4)"]

# Not through a shell, so that the server itself hears when it is to stop; that takes it eight
# seconds at most, and Docker waits ten.
CMD ["streamlit", "run", "app.py", "--server.address", "0.0.0.0", "--server.port", "8501", "--server.headless", "true"]
