#!/usr/bin/python3
"""Floods pgmedic's webhook and prints how much slower /metrics becomes.

The same flood (many clients, bodies of 10,000 alerts among small ones) first goes to a program that reads and refuses everything, then to
pgmedic's webhook, so that what the clients themselves take from the machine is in both. The exit code is 1 when the 99th percentile
of scrapes more than doubles, when something else than 200 or 503 is answered, when memory passes its bound, or when an object has two
open actions.
Usage: webhook_flood.py PGMEDIC [SECONDS]
"""
import http.client, json, multiprocessing, os, shutil, socketserver, subprocess, sys, tempfile, time

from compare_exporters import PG_BIN, Server, free_port, peak_bytes, say, wait_for_port

HERE = os.path.dirname(os.path.abspath(__file__))
CLIENTS = 16                    # every fourth sends large bodies
BOUND = 2.0
MEMORY = 512 << 20
PAUSE = 0.005                   # of a client that was refused; Alertmanager waits far longer


def message(count):
    alerts = [{"status": "firing", "fingerprint": "f", "startsAt": "2026-01-01T00:00:00Z", "endsAt": "0001-01-01T00:00:00Z",
               "annotations": {"description": "x" * 150}, "generatorURL": "http://prometheus/graph",
               "labels": {"alertname": "PostgresStaleStatistics", "datname": "bench", "schemaname": "public", "relname": f"t_{i}", "job": "postgres"}}
              for i in range(count)]
    return json.dumps({"version": "4", "status": "firing", "receiver": "pgmedic", "groupKey": "{}", "truncatedAlerts": 0, "alerts": alerts}).encode()


class Refuser(socketserver.StreamRequestHandler):
    """Reads a request and says 503."""

    def handle(self):
        length = 0
        while (line := self.rfile.readline()) not in (b"\r\n", b""):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        self.rfile.read(length)
        self.wfile.write(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


class Sink(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128


def serve_sink(port):
    Sink(("127.0.0.1", port), Refuser).serve_forever()


def pour(port, body, stop, answers):
    counts = {}
    while not stop.is_set():
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("POST", "/api/v1/alerts", body, {"Content-Type": "application/json"})
            status = connection.getresponse().status
            connection.close()
        except (BrokenPipeError, ConnectionResetError):
            status = 503    # refused before the body was read: the answer got lost behind it, and Alertmanager repeats as after 503
        except OSError as error:
            status = repr(error)
        counts[status] = counts.get(status, 0) + 1
        if status == 503:
            time.sleep(PAUSE)
    answers.put(counts)


def flooded(port, seconds, metrics_port):
    """Durations of scrapes under the flood, and what the flood was answered."""
    stop, answers = multiprocessing.Event(), multiprocessing.Queue()
    bodies = [message(10000) if i % 4 == 0 else message(1) for i in range(CLIENTS)]
    clients = [multiprocessing.Process(target=pour, args=(port, body, stop, answers)) for body in bodies]
    for client in clients:
        client.start()
    times, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        begin = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", metrics_port, timeout=60)
        connection.request("GET", "/metrics", headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        response.read()
        connection.close()
        if response.status != 200:
            raise SystemExit(f"a scrape was answered {response.status}")
        times.append(time.perf_counter() - begin)
        time.sleep(0.01)
    stop.set()
    total = {}
    for _ in clients:
        for status, count in answers.get().items():
            total[status] = total.get(status, 0) + count
    for client in clients:
        client.join()
    return times, total


def start(program, server, root):
    port, control = free_port(), free_port()
    config = os.path.join(root, "pgmedic.yml")
    with open(config, "w") as file:
        file.write(f"""targets:
  - name: bench
    dsn: postgresql://postgres@127.0.0.1:{server.port}/bench?sslmode=disable
    maintenance_dsn: postgresql://pgmedic_maintainer@127.0.0.1:{server.port}/postgres?sslmode=disable
remedies: {{mode: propose, nominate: [alerts]}}
""")
    process = subprocess.Popen([program, f"--config_file={config}", f"--listen_address=127.0.0.1:{port}", f"--control_address=127.0.0.1:{control}"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for_port(port)
    return process, port, control


def p(times, share):
    return sorted(times)[int(len(times) * share)]


def measure(program, seconds, root):
    server = Server(root)
    sink_port = free_port()
    sink = multiprocessing.Process(target=serve_sink, args=(sink_port,), daemon=True)
    process = None
    try:
        server.psql("-d", "postgres", "-f", os.path.join(HERE, "../../sql/setup/maintenance.sql"))
        server.psql("-d", "postgres", "-c", "CREATE DATABASE bench")
        server.psql("-d", "bench", "-v", "tables=200", "-v", "indexes=400", "-f", f"{HERE}/make_database.sql")
        process, port, control = start(program, server, root)
        sink.start()
        wait_for_port(sink_port)
        quiet, _ = flooded(sink_port, seconds, port)
        noisy, answers = flooded(control, seconds, port)
        peak = peak_bytes(process.pid)
        twice = subprocess.run([f"{PG_BIN}/psql", "-qXAt", "-h", "127.0.0.1", "-p", str(server.port), "-U", "postgres", "-c",
                                'SELECT count(*) FROM (SELECT FROM pgmedic.action WHERE ended IS NULL GROUP BY remedy, database, schema, "table", index '
                                "HAVING count(*) > 1) AS x"], check=True, capture_output=True, text=True).stdout.strip()
    finally:
        if process is not None:
            process.terminate()
            process.wait()
        sink.terminate()
        server.stop()
    ratio = p(noisy, 0.99) / p(quiet, 0.99)
    say(f"scrapes while another program is flooded: p50 {1000 * p(quiet, 0.5):.2f} ms, p99 {1000 * p(quiet, 0.99):.2f} ms")
    say(f"scrapes while the webhook is flooded:     p50 {1000 * p(noisy, 0.5):.2f} ms, p99 {1000 * p(noisy, 0.99):.2f} ms: {ratio:.2f} times (bound {BOUND:.0f})")
    say(f"answers {answers}, peak memory {peak / 2**20:.0f} MiB (bound {MEMORY / 2**20:.0f}), objects with two open actions: {twice}")
    return ratio <= BOUND and set(answers) <= {200, 503} and peak <= MEMORY and twice == "0"


def main():
    program = os.path.abspath(sys.argv[1])
    root = tempfile.mkdtemp(prefix="pgmedic-bench-")
    os.chmod(root, 0o755)
    try:
        held = measure(program, float(sys.argv[2]) if len(sys.argv) > 2 else 60, root)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    say("all bounds hold" if held else "a bound is missed")
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
