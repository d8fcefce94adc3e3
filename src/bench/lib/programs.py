"""What has to be installed, and what it is measured on."""

import contextlib
import os
import pathlib
import re
import shutil
import subprocess

from lib.common import fail


def find_programs(sections):
    needed = {
        "docker-registry": "docker-registry",
        "oras": "oras",
        "git": "git",
        "java": "default-jdk-headless",
    }
    if "floor" in sections:
        needed["curl"] = "curl"
    if {"distance", "bandwidth"} & set(sections):
        needed["openssl"] = "openssl"
    programs = {name: shutil.which(name) for name in needed}
    programs["mvn"] = shutil.which("mvn")
    needed["mvn"] = "maven"
    missing = [name for name, path in programs.items() if not path]
    if missing:
        packages = " ".join(needed[name] for name in missing)
        fail(f"{', '.join(missing)} not found (Debian, Ubuntu: apt-get install {packages})")
    return programs


def describe(programs):
    """The machine, in a line: a table is nothing without it."""

    def first(path, pattern):
        with contextlib.suppress(OSError):
            found = re.search(pattern, pathlib.Path(path).read_text(), re.MULTILINE)
            return found.group(1).strip() if found else ""
        return ""

    def version(pattern, *command):
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        found = re.search(pattern, ended.stdout + ended.stderr)
        return found.group(1) if found else "?"

    memory = int(first("/proc/meminfo", r"^MemTotal:\s+(\d+)") or 0) >> 20
    parts = [
        first("/proc/cpuinfo", r"^model name\s*:(.*)") or os.uname().machine,
        f"{os.cpu_count()} cores",
        f"{memory} GiB",
        first("/etc/os-release", r'^PRETTY_NAME="?([^"\n]*)'),
        "Java " + version(r'version "([^"]*)', programs["java"], "-version"),
        "Maven " + version(r"Apache Maven ([\w.-]+)", programs["mvn"], "-version"),
        "oras " + version(r"Version:\s*(\S+)", programs["oras"], "version"),
        "docker-registry " + version(r" v?(\d\S*)\s*$", programs["docker-registry"], "--version"),
    ]
    return ", ".join(part for part in parts if part)
