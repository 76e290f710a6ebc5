# Sourced by build/openwrt-lab: a router image laid out as OpenWrt's, booted in namespaces, with a home around it.
# Above build/lib/lab.sh, from which come the namespaces of the clients and lab_in, lab_serve, lab_host, lab_down.
#
#   image_make FOLDER           the image: Debian's busybox under OpenWrt's paths, and our stand-ins from image/
#   package_make OUT VERSION [COMMAND]   an .ipk of the feed's package; COMMAND changes its files first, in their folder
#
#   home_up                     namespaces: router, clients a and b (LAN), g (guest network), wan (Internet host)
#   network NAME WORDS...       what netifd tells of a network from now on: up=1 device=wan l3_device=wan
#   router_up [OVERLAY] [TMP]   boots, and waits until the init scripts are through; sizes of flash and memory
#   router_down                 as pulling the plug: the flash stays, rules and connections go
#                               $flash is the folder that it can be changed in then
#   router COMMAND              runs a shell command on the router
#   router_put PATH             writes a file of the router from standard input
#   router_event TYPE KEY VALUE   tells procd, as ubus would
#
#   check WORDS COMMAND...      one check: a line, and a count
#   eventually SECONDS COMMAND...   until the command succeeds
#   skip WORDS REASON
#
# The router has 192.168.1.1 on br-lan, 192.168.3.1 on br-guest and 11.22.33.2 on wan; a and b are 192.168.1.10 and
# .11, g is 192.168.3.10, the Internet host is 11.22.33.1.

openwrt=$root/tests/openwrt
architecture=x86_64
passed=0 failed=0 skipped=0

# --- the image ---

# copy_program FOLDER PATH [AS]: a program of this machine with the libraries it needs.
copy_program() {
    local folder=$1 program=$2 as=${3:-$2} library
    install -D -m 0755 "$program" "$folder$as"
    while read -r library; do
        [ -e "$folder$library" ] || install -D -m 0755 "$library" "$folder$library"
    done < <(ldd "$program" | grep -oE '/[^ ]+')
}

# Debian's package busybox. Not busybox-static: its shell prefers its own applets to whatever stands in PATH.
busybox_path() {
    local folder=$root/obj/openwrt-lab
    if [ ! -x "$folder/busybox/bin/busybox" ]; then
        mkdir -p "$folder"
        (
            cd "$folder" || exit
            rm -f busybox_*.deb
            apt-get -qq -o APT::Sandbox::User=root download busybox || { apt-get -qq update && apt-get -qq -o APT::Sandbox::User=root download busybox; }
            dpkg-deb -x busybox_*.deb busybox
        ) >&2
    fi
    echo "$folder/busybox/bin/busybox"
}

image_make() {
    local folder=$1 applets applet name
    mkdir -p "$folder"
    cp -r "$openwrt/image/." "$folder"
    mkdir -p "$folder"/{bin,sbin,usr/bin,usr/sbin,proc,sys,dev,tmp,lab,overlay,root,mnt,www} \
        "$folder"/etc/{rc.d,uci-defaults,nftables.d,capabilities} "$folder"/usr/lib/opkg/info "$folder"/usr/share/nftables.d
    ln -s tmp "$folder/var"
    copy_program "$folder" "$(busybox_path)" /bin/busybox
    # Only what OpenWrt's busybox has by default, so that a script that needs more is found out.
    applets=$("$(busybox_path)" --list)
    for applet in $(cat "$folder/usr/lib/lab/applets"); do
        grep -qx -F -- "$applet" <<< "$applets" || continue
        [ -e "$folder/bin/$applet" ] || ln -s busybox "$folder/bin/$applet"
    done
    copy_program "$folder" "$(command -v nft)" /usr/lib/lab/bin/nft
    copy_program "$folder" "$(command -v setpriv)" /usr/lib/lab/bin/setpriv
    copy_program "$folder" "$(command -v unshare)" /usr/lib/lab/bin/unshare
    copy_program "$folder" "$(command -v flock)" /usr/bin/flock
    ln -s ../lib/lab/bin/nft "$folder/usr/sbin/nft"
    ln -s ../init.d/firewall "$folder/etc/rc.d/S19firewall"
    chmod 0600 "$folder"/etc/config/* "$folder/etc/shadow"
    echo "$architecture" > "$folder/etc/opkg-architecture"
    for name in libc busybox firewall4 kmod-nft-nat kmod-nf-conntrack-netlink procd uci; do
        printf 'Package: %s\nVersion: 1\nStatus: install ok installed\n\n' "$name"
    done > "$folder/usr/lib/opkg/status"
}

# --- packages ---

# What the feed's Makefile installs, and its control files, in FOLDER/data and FOLDER/control.
package_contents() {
    local folder=$1 source
    mkdir -p "$folder/archive/igdaot-0.1" "$folder/build"
    install -m 0755 "$daemon" "$folder/archive/igdaot-0.1/igdaotd"
    cp "$root/LICENSE" "$folder/archive/igdaot-0.1"
    source=igdaot-0.1-x64.tar.gz
    tar -czf "$folder/$source" -C "$folder/archive" igdaot-0.1
    make -s -C "$root/openwrt-feed/net/igdaot" TOPDIR="$root/build/lib/openwrt" ARCH_PACKAGES="$architecture" BUILD_DIR="$folder/build" \
        SOURCE_DATE_EPOCH=0 PKG_BUILD_DIR="$folder/build/igdaot-0.1" IGDAOT_MIRROR="file://$folder" PKG_SOURCE="$source" PKG_HASH="$(sha256sum < "$folder/$source" | cut -d ' ' -f 1)"
}

# pack FOLDER OUT: an .ipk of FOLDER/data and FOLDER/control.
pack() {
    local folder=$1 out=$2 archive
    echo 2.0 > "$folder/debian-binary"
    sed -i "s/^Installed-Size:.*/Installed-Size: $(tar -c -C "$folder/data" . | wc -c)/" "$folder/control/control"
    for archive in data control; do
        tar -cz --format=gnu --numeric-owner --owner=0 --group=0 --sort=name -f "$folder/$archive.tar.gz" -C "$folder/$archive" .
    done
    tar -cz --format=gnu --numeric-owner --owner=0 --group=0 -f "$out" -C "$folder" ./debian-binary ./data.tar.gz ./control.tar.gz
}

package_make() {
    local out=$1 version=$2 folder
    folder=$(mktemp -d "$lab_folder/package.XXXX")
    package_contents "$folder"
    sed -i "s/^Version:.*/Version: $version/" "$folder/build/control/control"
    [ $# -lt 3 ] || (cd "$folder/build/data" && eval "$3")
    pack "$folder/build" "$out"
    rm -rf "$folder"
}

# package_same A B: whether two packages would install the same.
package_same() {
    local folder package part=0
    folder=$(mktemp -d "$lab_folder/same.XXXX")
    for package in "$1" "$2"; do
        mkdir "$folder/$((++part))"
        tar -xzOf "$package" ./data.tar.gz | tar -xzf - -C "$folder/$part"
        tar -xzOf "$package" ./control.tar.gz | tar -xzf - -C "$folder/$part"
        sed -i -e '/^SourceDateEpoch:/d' -e '/^Installed-Size:/d' "$folder/$part/control"
    done
    part=0
    diff -r "$folder/1" "$folder/2" > /dev/null || part=1
    rm -rf "$folder"
    return "$part"
}

# --- the home ---

home_up() {
    local name
    lab_router=igdaot-$$-router lab_a=igdaot-$$-a lab_b=igdaot-$$-b lab_g=igdaot-$$-g lab_wan=igdaot-$$-wan
    for name in "$lab_router" "$lab_a" "$lab_b" "$lab_g" "$lab_wan"; do
        ip netns add "$name"
        lab_names+=("$name")
        ip -n "$name" link set lo up
    done
    ip -n "$lab_router" -batch - << END
link add br-lan type bridge
link add br-guest type bridge
link add port-a type veth peer name e0 netns $lab_a
link add port-b type veth peer name e0 netns $lab_b
link add port-g type veth peer name e0 netns $lab_g
link set port-a master br-lan
link set port-b master br-lan
link set port-g master br-guest
addr add 192.168.1.1/24 dev br-lan
addr add 192.168.3.1/24 dev br-guest
link set port-a up
link set port-b up
link set port-g up
link set br-lan up
link set br-guest up
END
    lab_host "$lab_a" 192.168.1.10 192.168.1.1
    lab_host "$lab_b" 192.168.1.11 192.168.1.1
    lab_host "$lab_g" 192.168.3.10 192.168.3.1
    lab_in "$lab_router" sysctl -qw net.ipv4.ip_forward=1
    lab_in "$lab_router" sysctl -qw net.bridge.bridge-nf-call-iptables=0 2> /dev/null || true
    wan_up wan "$lab_wan" 11.22.33
    mkdir -p "$lab_folder/net"
    network lan up=1 device=br-lan l3_device=br-lan
    network guest up=1 device=br-guest l3_device=br-guest
    network wan up=1 device=wan l3_device=wan default_route=1
    network wan6 up=0 device=wan
    network loopback up=1 device=lo l3_device=lo
}

# wan_up DEVICE NS NET [without-address]: a cable from the router to an Internet host, .2 to .1.
wan_up() {
    ip -n "$lab_router" link add "$1" type veth peer name "e-$1" netns "$2"
    ip -n "$2" addr add "$3.1/24" dev "e-$1"
    ip -n "$2" link set "e-$1" up
    ip -n "$lab_router" link set "$1" up
    [ -n "${4-}" ] || ip -n "$lab_router" addr add "$3.2/24" dev "$1"
}

network() {
    local name=$1
    shift
    printf '%s\n' "$@" > "$lab_folder/net/$name"
    [ -z "${router_init-}" ] || router "cat > /lab/net/$name" < "$lab_folder/net/$name"
}

# --- the router ---

router_up() {
    local i
    if [ ! -d "$lab_folder/overlay" ]; then
        mkdir "$lab_folder/overlay"
        mount -t tmpfs -o "size=${1:-32m}" overlay "$lab_folder/overlay"
    fi
    rm -f "$lab_folder/init"
    lab_in "$lab_router" unshare --mount --pid --ipc --fork --kill-child --propagation private "$openwrt/boot" "$image" \
        "$lab_folder/overlay" "$lab_folder/root" "$lab_folder/net" "${2:-32m}" "$lab_folder/init" < /dev/null 2> "$lab_folder/boot.log" &
    router_outer=$!
    for ((i = 0; i < 200; i++)); do
        [ ! -s "$lab_folder/init" ] || { router_init=$(< "$lab_folder/init") && router '[ -e /lab/booted ]' 2> /dev/null && return; }
        sleep 0.05
    done
    echo "the router does not boot" >&2
    cat "$lab_folder/boot.log" >&2
    router 'cat /lab/boot-errors; ps' >&2
    return 1
}

router_down() {
    # shellcheck disable=SC2034
    flash=$lab_folder/overlay/upper
    [ -n "${router_init-}" ] || return 0
    kill -9 "$router_init" 2> /dev/null || true
    wait "$router_outer" 2> /dev/null || true
    router_init=
    lab_in "$lab_router" nft flush ruleset
    lab_in "$lab_router" conntrack -F > /dev/null 2>&1 || true
}

router() {
    nsenter --target "$router_init" --mount --pid --net --ipc --root --wd -- \
        /bin/busybox env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb /bin/sh -c "$*"
}

router_put() { router "cat > $1"; }

router_event() { router "echo '- event $*' > /lab/procd/requests"; }

# scp FILE: to the router's /tmp.
scp() { router_put "/tmp/${1##*/}" < "$1"; }

# What others write at its end is of no interest.
lab_end() {
    local status=$?
    trap - EXIT
    [ -z "${router_init-}" ] || kill -9 "$router_init" 2> /dev/null || true
    [ -z "${router_outer-}" ] || wait "$router_outer" 2> /dev/null || true
    ! mountpoint -q "$lab_folder/overlay" || umount "$lab_folder/overlay" 2> /dev/null || umount -l "$lab_folder/overlay"
    (exit "$status") || true
    lab_down
}

# --- seeing ---

check() {
    local words=$1
    shift
    if "$@" > "$lab_folder/check" 2>&1; then
        passed=$((passed + 1))
        printf '    ok: %s\n' "$words"
        return 0
    fi
    failed=$((failed + 1))
    printf '    FAILED: %s\n' "$words"
    printf '        %s\n' "$*"
    head -c 2000 "$lab_folder/check" | head -n 12 | sed 's/^/        | /'
    return 0
}

skip() {
    skipped=$((skipped + 1))
    printf '    SKIPPED: %s (%s)\n' "$1" "$2"
}

not() { ! "$@"; }

# says PATTERN COMMAND...: whether a command says something, whatever its status.
says() {
    local pattern=$1 words
    shift
    words=$("$@" 2>&1) || true
    echo "$words"
    grep -qiE -- "$pattern" <<< "$words"
}

eventually() {
    local tries=$(($1 * 10))
    shift
    until "$@" > "$lab_folder/eventually" 2>&1; do
        tries=$((tries - 1))
        if [ "$tries" -le 0 ]; then
            cat "$lab_folder/eventually"
            return 1
        fi
        sleep 0.1
    done
}

# logged PATTERN: in the router's log, if need be soon.
in_log() { router "logread -e $(printf %q "$1")" | grep .; }
logged() { eventually 2 in_log "$1"; }
log_clear() { router ': > /lab/log'; }

# Running, and its id.
daemon_id() { router 'pidof igdaotd'; }
daemon_runs() { [ -n "$(daemon_id)" ]; }
daemon_is() { [ "$(daemon_id)" = "$1" ]; }
daemon_gone() { [ -z "$(daemon_id)" ]; }
# The sets are filled with devices and addresses.
daemon_ready() { router 'igdaotd status -s /var/run/igdaot/control.sock' | grep -q '^Firewall ready'; }

# --- clients and servers ---

# server NS PORT WORDS: answers each TCP connection with a line; echo_server answers with what it gets.
server() { lab_serve "$1" socat -U "TCP-LISTEN:$2,fork,reuseaddr" "SYSTEM:echo $3"; }
udp_server() { lab_serve "$1" socat "UDP-RECVFROM:$2,fork" "SYSTEM:read word; echo $3"; }
echo_server() { lab_serve "$1" socat "TCP-LISTEN:$2,fork,reuseaddr" PIPE; }

# internet_gets PORT [WORDS] [ADDRESS]: what the Internet host reads from a TCP port of the router.
internet_gets() {
    local words
    words=$(lab_in "$lab_wan" timeout 3 socat -u "TCP:${3:-11.22.33.2}:$1,connect-timeout=0.7" - 2> /dev/null) || true
    echo "got: $words"
    [[ $words == *"${2:-greets}"* ]]
}
internet_is_shut_out() { not internet_gets "$@"; }
internet_gets_udp() {
    local words
    words=$(lab_in "$lab_wan" timeout 3 socat -t1 - "UDP:11.22.33.2:$1" <<< hello 2> /dev/null) || true
    echo "got: $words"
    [[ $words == *greets* ]]
}

# opens_tcp NS ADDRESS PORT: whether a connection comes about.
opens_tcp() { lab_in "$1" timeout 2 bash -c "exec 3<> /dev/tcp/$2/$3"; }

# natpmp NS ROUTER EXTERNAL INTERNAL PROTOCOL SECONDS
natpmp() { lab_in "$1" timeout 5 natpmpc -g "$2" -a "$3" "$4" "$5" "$6"; }
# open_port EXTERNAL [INTERNAL]: a mapping of a TCP port to client a, by NAT-PMP; 8080 to 80, and so on.
# natpmpc, which repeats a question after 250 ms, takes a second answer to it for the answer to the next one.
open_port() {
    for _ in 1 2; do
        natpmp "$lab_a" 192.168.1.1 "$1" "${2:-$(($1 - 8000))}" tcp 3600 > "$lab_folder/mapped"
        cat "$lab_folder/mapped"
        grep -q UNKNOWN "$lab_folder/mapped" || break
    done
    grep -q "Mapped public port $1 " "$lab_folder/mapped"
}

# A TCP connection from the Internet host through a mapped port, which stays open.
flow_open() {
    coproc FLOW { exec ip netns exec "$lab_wan" socat - "TCP:11.22.33.2:$1,connect-timeout=2" 2> /dev/null; }
    flow_alive
}
flow_alive() {
    local word=word-$RANDOM reply
    [ -n "${FLOW[1]-}" ] || return 1
    { echo "$word" >&"${FLOW[1]}"; } 2> /dev/null || return 1
    read -r -t 2 -u "${FLOW[0]}" reply && [ "$reply" = "$word" ]
}
flow_dead() { not flow_alive; }

# nft_has PATTERN: in the router's ruleset.
nft_has() { router 'nft list ruleset' | grep -E -- "$1"; }
element_count() { router "nft list map inet fw4 igdaot1_dnat4" | grep -c ' : 192' || true; }

# A router with the package, running.
installed_router() {
    home_up
    server "$lab_a" 80 "web server greets"
    server "$lab_a" 81 "file server greets"
    echo_server "$lab_a" 90
    router_up "$@" || return 1
    scp "$package"
    router "opkg install /tmp/${package##*/}" > "$lab_folder/install.log" 2>&1 || { cat "$lab_folder/install.log"; return 1; }
    router "rm /tmp/${package##*/}"
    eventually 5 daemon_ready || { cat "$lab_folder/install.log"; router 'logread; /etc/init.d/igdaot status'; return 1; }
}
