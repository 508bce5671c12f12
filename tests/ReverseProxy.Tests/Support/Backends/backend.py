"""A GPU server on Python's http.server: HTTP/1.1 with keep-alive. It says on its output what it gets and what it does.

backend.py PORT [SECONDS] [NAME] [FILE]    after SECONDS (5, uvicorn's default) an idle connection is closed; answers say NAME;
                                           jobs that FILE names are known, and not begun again
"""
import json
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LOCK = threading.Lock()
NAME = sys.argv[3] if len(sys.argv) > 3 else "python"
FILE = open(sys.argv[4], "a+") if len(sys.argv) > 4 else None
KNOWN = set()
if FILE:
    FILE.seek(0)
    KNOWN.update(FILE.read().split())


def is_new(job):
    with LOCK:
        if not FILE:
            return True
        if job in KNOWN:
            return False
        KNOWN.add(job)
        FILE.write(job + "\n")
        FILE.flush()
        return True


def say(*words):
    with LOCK:
        print(*words, flush=True)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = float(sys.argv[2]) if len(sys.argv) > 2 else 5.0

    def log_message(self, *_):
        pass

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer(200, {"state": "ready", "by": NAME})

    def do_POST(self):
        job = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        say("arrived", job["job_id"])
        if job.get("mode") == "stream":
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for number in range(5):
                piece = f"data: {number}\n\n".encode()
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                self.wfile.flush()
                time.sleep(0.2)
            self.wfile.write(b"0\r\n\r\n")
            return
        if is_new(job["job_id"]):
            say("began", job["job_id"])
            if "callback_url" in job:
                threading.Thread(target=self.call_back, args=(job,), daemon=True).start()
        time.sleep(job.get("seconds", 0))
        self.answer(202, {"job_id": job["job_id"], "status": "queued", "by": NAME})
        say("answered", job["job_id"])

    @staticmethod
    def call_back(job):
        time.sleep(job.get("work", 0.05))
        request = urllib.request.Request(job["callback_url"], b"result of " + job["job_id"].encode(), {"X-Callback-Secret": job.get("callback_secret", "")})
        for _ in range(5):
            try:
                with urllib.request.urlopen(request) as response:
                    if response.status == 200:
                        say("called-back", job["job_id"])
                        return
            except OSError:
                # The proxy is away.
                pass
            time.sleep(1)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def handle_error(self, *_):
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(*_)


Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
