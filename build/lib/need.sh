# Sourced by the commands of build/: what a bare Debian machine may lack.

# need COMMAND PACKAGE: installs the Debian package when there is no such command.
need() {
    command -v "$1" > /dev/null || need_package "the command $1" "$2"
    command -v "$1" > /dev/null || need_missing "$1" "$2"
}

# need_file FILE PACKAGE: the same for a file.
need_file() {
    [ -e "$1" ] || need_package "the file $1" "$2"
    [ -e "$1" ] || need_missing "$1" "$2"
}

need_package() {
    if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
        echo "$(basename "$0"): $1 is missing; as root on Debian: apt-get install $2" >&2
        exit 1
    fi
    echo "installing $2"
    if [ -z "${need_updated-}" ]; then
        apt-get -qq update > /dev/null || true
        need_updated=yes
    fi
    DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$2" > /dev/null || true
}

need_missing() {
    echo "$(basename "$0"): $2 could not be installed; $1 is needed" >&2
    exit 1
}

# need_root REASON: ends with a sentence when this is not root.
need_root() {
    [ "$(id -u)" = 0 ] && return
    echo "$(basename "$0"): this needs root: $1" >&2
    exit 1
}

# need_namespaces: ends with a sentence when this machine makes no network namespaces.
need_namespaces() {
    need ip iproute2
    local error
    if ! error=$(unshare --net true 2>&1); then
        echo "$(basename "$0"): this needs network namespaces, and this machine makes none ($error)" >&2
        exit 1
    fi
}
