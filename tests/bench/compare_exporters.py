#!/usr/bin/python3
"""Measures pgmedic against Debian's prometheus-postgres-exporter in one run and prints ratios.

Both watch the same throw-away PostgreSQL 15 and ask it for the same facts equally often: statistics and blocks of every
table and index, sizes. The server's own chores (checkpoints, writing back) are not counted. Bounds are those of
docs/performance.md; the exit code is 1 when one is missed at M or L.
Usage: compare_exporters.py PGMEDIC [S M L]
"""
import gzip, http.client, os, pwd, shutil, signal, socket, statistics, subprocess, sys, tempfile, threading, time

HERE = os.path.dirname(os.path.abspath(__file__))
PG_BIN = "/usr/lib/postgresql/15/bin"
PEER = "/usr/bin/prometheus-postgres-exporter"
SIZES = {"S": (50, 100), "M": (1000, 3000), "L": (10000, 30000)}
# name, bound, judged at these sizes
BOUNDS = {
    "exporter CPU per series": 1 / 10,
    "PostgreSQL CPU per poll": 1 / 7,
    "peak memory, 1 scraper": 1 / 8,     # at L: below, the libraries are most of it
    "peak memory, 8 scrapers": 1 / 8,
    "scrape p99 against nginx": 2.0,
}
TICK = os.sysconf("SC_CLK_TCK")


def say(text):
    print(text, flush=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def as_nobody():
    """A function that makes a child an unprivileged user, when we are root; None otherwise."""
    if os.geteuid() != 0:
        return None
    user = pwd.getpwnam("nobody")

    def drop():
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)

    return drop


def stat_fields(pid):
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()


def cpu_seconds(pid):
    """CPU of a process with all its threads, to a clock tick."""
    fields = stat_fields(pid)
    return (int(fields[11]) + int(fields[12])) / TICK


def cpu_of_reaped_children(pid):
    fields = stat_fields(pid)
    return (int(fields[13]) + int(fields[14])) / TICK


def cpu_of_main_thread(pid):
    """CPU of a process that has one thread, to the nanosecond."""
    with open(f"/proc/{pid}/schedstat") as file:
        return int(file.read().split()[0]) / 1e9


def peak_bytes(pid):
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))


class Server:
    def __init__(self, root):
        self.directory = tempfile.mkdtemp(prefix="data-", dir=root)
        if os.geteuid() == 0:
            user = pwd.getpwnam("nobody")
            os.chown(self.directory, user.pw_uid, user.pw_gid)
        self.data = os.path.join(self.directory, "pg")
        self.port = free_port()
        run = dict(preexec_fn=as_nobody(), cwd=self.directory, check=True, stdout=subprocess.DEVNULL)
        subprocess.run([f"{PG_BIN}/initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "--no-sync", "--locale=C.UTF-8"], **run)
        settings = ["fsync=off", "autovacuum=off", "max_connections=200", "max_locks_per_transaction=1024", f"port={self.port}",
                    "listen_addresses=127.0.0.1", f"unix_socket_directories={self.directory}", "shared_buffers=256MB", "log_min_messages=fatal"]
        with open(os.path.join(self.directory, "log"), "wb") as log:
            self.process = subprocess.Popen([f"{PG_BIN}/postgres", "-D", self.data] + [x for s in settings for x in ("-c", s)],
                                            preexec_fn=as_nobody(), cwd=self.directory, stderr=log, stdout=log)
        while subprocess.run([f"{PG_BIN}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]).returncode != 0:
            time.sleep(0.1)

    def psql(self, *arguments):
        subprocess.run([f"{PG_BIN}/psql", "-qX", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-v", "ON_ERROR_STOP=1", *arguments],
                       check=True, stdout=subprocess.DEVNULL)

    def children(self):
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children") as file:
            return set(file.read().split())

    def remember_chores(self):
        """Who is there while nobody is connected does the server's own chores."""
        self.chores = self.children()

    def cpu(self):
        """All of the server's processes but those of its chores; those that have ended included."""
        total = cpu_of_main_thread(self.process.pid) + cpu_of_reaped_children(self.process.pid)
        for child in self.children() - self.chores:
            try:
                total += cpu_of_main_thread(child)
            except (FileNotFoundError, ProcessLookupError):
                pass
        return total

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)


class Meter:
    """CPU of an exporter and of the server since it was made."""

    def __init__(self, exporter, server):
        self.exporter, self.server = exporter, server
        self.cpu, self.server_cpu = cpu_seconds(exporter), server.cpu()

    def read(self, rounds):
        return {"cpu": (cpu_seconds(self.exporter) - self.cpu) / rounds, "server_cpu": (self.server.cpu() - self.server_cpu) / rounds}


def fetch(port, path="/metrics", compressed=True):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"} if compressed else {})
    body = connection.getresponse().read()
    connection.close()
    return body


def page(port):
    body = fetch(port)
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def count_series(text):
    return sum(1 for line in text.splitlines() if line and not line.startswith(b"#"))


def value(text, series):
    return next(float(line.rpartition(b" ")[2]) for line in text.splitlines() if line.startswith(series.encode()))


def wait_for_port(port):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("an exporter did not start")


def eight_scrapers(port, rounds):
    threads = [threading.Thread(target=lambda: [fetch(port) for _ in range(rounds)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def measure_peer(server, interval, rounds):
    port = free_port()
    environment = dict(os.environ, DATA_SOURCE_NAME=f"postgresql://postgres@127.0.0.1:{server.port}/bench?sslmode=disable")
    process = subprocess.Popen([PEER, f"--web.listen-address=127.0.0.1:{port}", f"--extend.query-path={HERE}/peer_queries.yaml", *PEER_FLAGS],
                               env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        series = [count_series(page(port)) for _ in range(3)][0]    # past the first, cold ones
        meter = Meter(process.pid, server)
        for _ in range(rounds):
            begin = time.monotonic()
            fetch(port)
            time.sleep(max(0.0, begin + interval - time.monotonic()))
        result = {"series": series, "memory1": peak_bytes(process.pid), **meter.read(rounds)}
        eight_scrapers(port, 2)
        result["memory8"] = peak_bytes(process.pid)
        return result
    finally:
        process.terminate()
        process.wait()


def measure_pgmedic(program, server, interval, polls, root):
    port = free_port()
    config = os.path.join(root, "pgmedic.yaml")
    with open(config, "w") as file:
        file.write(f"""targets:
  - name: bench
    dsn: postgresql://postgres@127.0.0.1:{server.port}/bench?sslmode=disable
    databases: {{include: [bench]}}
intervals: {{cluster: {interval}s, database: {interval}s, slow: 24h}}
collectors: {{enable: [{", ".join(ENABLED)}]}}
""")
    # Intervals are long enough that no collector is stretched: then every poll has one run of each.
    process = subprocess.Popen([program, f"--config_file={config}", f"--listen_address=127.0.0.1:{port}"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    done = 'pgmedic_collector_duration_seconds_count{collector="index_stats"}'
    try:
        wait_for_port(port)
        start = wait_between_polls(port, done, 3, interval)    # past the first, cold ones
        meter = Meter(process.pid, server)
        scrapes_until = time.monotonic() + interval * (polls - 0.5)
        while time.monotonic() < scrapes_until:
            time.sleep(interval)
            fetch(port)
        rounds = wait_between_polls(port, done, start + polls, interval) - start
        result = {**meter.read(rounds), "memory1": peak_bytes(process.pid)}
        text = page(port)
        result["series"] = count_series(text)
        connections = value(text, "pgmedic_connections{session=\"steady\"}") + value(text, "pgmedic_connections{session=\"roaming\"}")
        eight_scrapers(port, 50)
        result["memory8"] = peak_bytes(process.pid)
        result["connections"] = connections
        result["p99"], result["nginx_p99"], result["p50"], result["nginx_p50"] = compare_with_nginx(port, root)
        return result
    finally:
        process.terminate()
        process.wait()


def wait_between_polls(port, done, polls, interval):
    """Waits for that many polls, and then for a moment when none is running. How many it were."""
    while done.encode() not in (text := page(port)) or value(text, done) < polls:
        time.sleep(interval / 8)
    time.sleep(interval / 4)
    return value(page(port), done)


def compare_with_nginx(port, root):
    """Latency of a scrape and of nginx sending the same bytes, request by request in turn."""
    nginx_port = free_port()
    folder = tempfile.mkdtemp(prefix="nginx-", dir=root)
    os.chmod(folder, 0o755)
    with open(os.path.join(folder, "metrics"), "wb") as file:
        file.write(fetch(port))
    with open(os.path.join(folder, "nginx.conf"), "w") as file:
        file.write(f"""worker_processes 1; daemon off; pid {folder}/pid; error_log /dev/null;
events {{}}
http {{ access_log off; sendfile on; keepalive_timeout 0; server {{ listen 127.0.0.1:{nginx_port}; root {folder}; }} }}
""")
    nginx = subprocess.Popen(["/usr/sbin/nginx", "-p", folder, "-c", f"{folder}/nginx.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for_port(nginx_port)
        ours, theirs = [], []
        for _ in range(3000):    # polls and own metrics made anew among them
            for wanted, times in ((port, ours), (nginx_port, theirs)):
                begin = time.perf_counter()
                fetch(wanted)
                times.append(time.perf_counter() - begin)
        p99 = lambda times: sorted(times)[int(len(times) * 0.99)]
        return p99(ours), p99(theirs), statistics.median(ours), statistics.median(theirs)
    finally:
        nginx.terminate()
        nginx.wait()


# Both do exactly this work and nothing else.
ENABLED = ["table_stats", "index_stats"]
PEER_FLAGS = ["--disable-default-metrics", "--disable-settings-metrics", "--no-collector.database", "--no-collector.bgwriter"]


def ratios(ours, peer):
    per_series = lambda result: result["cpu"] / result["series"]
    return {
        "exporter CPU per series": per_series(ours) / per_series(peer),
        "PostgreSQL CPU per poll": ours["server_cpu"] / peer["server_cpu"],
        "peak memory, 1 scraper": ours["memory1"] / peer["memory1"],
        "peak memory, 8 scrapers": ours["memory8"] / peer["memory8"],
        "scrape p99 against nginx": ours["p99"] / ours["nginx_p99"],
    }


def measure(size, program, root):
    tables, indexes = SIZES[size]
    say(f"\n{size}: {tables} tables, {indexes} indexes")
    server = Server(root)
    try:
        server.psql("-c", "CREATE DATABASE bench")
        server.psql("-d", "bench", "-v", f"tables={tables}", "-v", f"indexes={indexes}", "-f", f"{HERE}/make_database.sql")
        server.psql("-d", "bench", "-c", "CHECKPOINT")
        interval = {"S": 1, "M": 2, "L": 12}[size]
        rounds = {"S": 20, "M": 20, "L": 6}[size]
        time.sleep(2)    # for the last of the sessions to leave
        server.remember_chores()
        peer = measure_peer(server, interval, rounds)
        ours = measure_pgmedic(program, server, interval, rounds, root)
    finally:
        server.stop()
    for name, result in (("peer", peer), ("pgmedic", ours)):
        say(f"  {name:8} series {result['series']:7}  exporter CPU {1000 * result['cpu']:8.1f} ms/poll  PostgreSQL CPU {1000 * result['server_cpu']:7.1f} ms/poll"
            f"  memory {result['memory1'] / 2**20:6.1f} MiB, 8 scrapers {result['memory8'] / 2**20:7.1f} MiB")
    say(f"  scrape   p50 {1000 * ours['p50']:.2f} ms, p99 {1000 * ours['p99']:.2f} ms; nginx p50 {1000 * ours['nginx_p50']:.2f} ms, p99 {1000 * ours['nginx_p99']:.2f} ms;"
        f" sessions with the server: {ours['connections']:.0f}")
    missed = False
    for name, ratio in ratios(ours, peer).items():
        bound = BOUNDS[name]
        met = ratio <= bound
        shown = f"{ratio:.2f}" if bound >= 1 else f"1/{1 / ratio:.1f}"
        limit = f"{bound:.0f}" if bound >= 1 else f"1/{1 / bound:.0f}"
        judged = size == "L" or (size == "M" and "memory" not in name)
        say(f"  {name:26} {shown:>7}  (bound {limit}{'' if judged else ', not judged at ' + size}){'' if met else '  MISSED' if judged else '  above'}")
        missed = missed or (judged and not met)
    return missed


def main():
    program = os.path.abspath(sys.argv[1])
    root = tempfile.mkdtemp(prefix="pgmedic-bench-")
    os.chmod(root, 0o755)
    try:
        missed = [size for size in (sys.argv[2:] or list(SIZES)) if measure(size, program, root)]
    finally:
        shutil.rmtree(root, ignore_errors=True)
    say(f"\nbounds missed at: {', '.join(missed)}" if missed else "\nall bounds hold")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
