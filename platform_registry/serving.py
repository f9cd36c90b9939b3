"""How gunicorn serves the site: ``gunicorn -c python:platform_registry.serving platform_registry.wsgi``."""

from environs import Env

env = Env()

bind = env.str("BIND", "127.0.0.1:8000")
workers = env.int("WEB_WORKERS", 2)
threads = env.int("WEB_THREADS", 4)
worker_class = "gthread"
# A case book or an Excel file of 100,000 rows takes longer than the 30 seconds gunicorn gives.
timeout = 180
control_socket_disable = True  # its place would be the home of a user that has none
max_requests = 2_000  # a worker that grew is replaced
max_requests_jitter = 200
