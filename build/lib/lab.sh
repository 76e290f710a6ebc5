# Sourced by demo, bench and tests/emulated/checks: a home network in network namespaces, as tests/IgdAot.Lab makes it.
#
#   lab_up      makes it: $lab_router, $lab_a, $lab_b, $lab_wan (names of namespaces); it ends with the shell
#   lab_rules   loads the shipped ruleset in the lab's router
#   lab_in NS COMMAND...   runs a command in a namespace
#   lab_start LOG COMMAND...   starts a program on the router; its id in $lab_pid; ended by lab_stop, or with the shell
#   lab_stop [SIGNAL]   ends it and waits
#   lab_serve NS COMMAND...   starts a server in a namespace; it ends with the shell
#   lab_tcp_server PORT WORDS, lab_udp_server PORT WORDS   servers on client a: they answer each caller with a line
#   lab_tcp PORT [NS [ADDRESS]], lab_udp PORT [OPTION...]   what the Internet host gets from a port of the router: the
#               server's line, or nothing. For TCP another host can ask; for UDP socat can have options for the address
#   lab_pcp HEX   client a sends this to UDP port 5351 of the router; prints the answer's bytes
#   $lab_folder a folder for what the lab needs; it goes with the shell
#
# The router has 192.168.1.1 on the device lan and 11.22.33.2 on the device wan; the clients a and b are
# 192.168.1.10 and .11; the Internet host is 11.22.33.1.

lab_pid=
lab_names=()
lab_servers=()
lab_folder=$(mktemp -d)
trap lab_down EXIT
trap 'exit 130' INT TERM

lab_in() {
    local name=$1
    shift
    ip netns exec "$name" "$@"
}

lab_up() {
    lab_router=igdaot-$$-router lab_a=igdaot-$$-a lab_b=igdaot-$$-b lab_wan=igdaot-$$-wan
    local name
    for name in "$lab_router" "$lab_a" "$lab_b" "$lab_wan"; do
        ip netns add "$name"
        lab_names+=("$name")
        ip -n "$name" link set lo up
    done
    ip -n "$lab_router" -batch - << END
link add lan type bridge
link add port-a type veth peer name e0 netns $lab_a
link add port-b type veth peer name e0 netns $lab_b
link add wan type veth peer name e0 netns $lab_wan
link set port-a master lan
link set port-b master lan
addr add 192.168.1.1/24 dev lan
addr add 11.22.33.2/24 dev wan
link set port-a up
link set port-b up
link set lan up
link set wan up
END
    lab_host "$lab_a" 192.168.1.10 192.168.1.1
    lab_host "$lab_b" 192.168.1.11 192.168.1.1
    lab_host "$lab_wan" 11.22.33.1
    lab_in "$lab_router" sysctl -qw net.ipv4.ip_forward=1
    # A kernel with bridge netfilter runs the hooks on bridged frames as well, which OpenWrt does not. Absent in most.
    lab_in "$lab_router" sysctl -qw net.bridge.bridge-nf-call-iptables=0 2> /dev/null || true
}

# lab_host NS ADDRESS [ROUTER]
lab_host() {
    ip -n "$1" addr add "$2/24" dev e0
    ip -n "$1" link set e0 up
    ip -n "$1" route add 224.0.0.0/4 dev e0
    [ -z "${3-}" ] || ip -n "$1" route add default via "$3"
}

lab_rules() {
    lab_in "$lab_router" nft -I "$root/openwrt-feed/net/igdaot/files" -I "$root/tests/netns" -f "$root/tests/netns/replace.nft"
}

lab_start() {
    local log=$1
    shift
    ip netns exec "$lab_router" "$@" > "$log" 2>&1 &
    lab_pid=$!
}

lab_serve() {
    ip netns exec "$@" > /dev/null 2>&1 &
    lab_servers+=($!)
}

lab_tcp_server() {
    lab_serve "$lab_a" socat -U "TCP-LISTEN:$1,fork,reuseaddr" "SYSTEM:echo $2 greets \$SOCAT_PEERADDR"
}

lab_udp_server() {
    lab_serve "$lab_a" socat "UDP-RECVFROM:$1,fork" "SYSTEM:read word; echo $2 greets \$SOCAT_PEERADDR"
}

lab_tcp() {
    lab_in "${2-$lab_wan}" timeout 4 socat -u "TCP:${3-11.22.33.2}:$1,connect-timeout=1" - 2> /dev/null || true
}

lab_udp() {
    lab_in "$lab_wan" timeout 4 socat -t2 - "UDP:11.22.33.2:$1${2+,$2}" <<< hello 2> /dev/null || true
}

lab_pcp() {
    lab_in "$lab_a" bash -c '
        exec 3<> /dev/udp/192.168.1.1/5351
        # In one piece: printf alone would send a datagram for each line feed.
        printf "$(sed "s/../\\\\x&/g" <<< "$1")" | dd bs=1100 iflag=fullblock 2> /dev/null >&3
        timeout 2 dd bs=1100 count=1 <&3 2> /dev/null | od -An -v -tx1 | tr -d " \n"' lab "$1" || true
}

lab_stop() {
    [ -n "$lab_pid" ] || return 0
    kill -"${1:-TERM}" "$lab_pid" 2> /dev/null || true
    local i
    for ((i = 0; i < 100; i++)); do
        kill -0 "$lab_pid" 2> /dev/null || break
        sleep 0.05
    done
    kill -9 "$lab_pid" 2> /dev/null || true
    wait "$lab_pid" 2> /dev/null || true
    lab_pid=
}

lab_down() {
    local status=$? name id
    trap - EXIT
    lab_stop
    for id in "${lab_servers[@]}"; do
        kill "$id" 2> /dev/null || true
    done
    for name in "${lab_names[@]}"; do
        ip netns del "$name" 2> /dev/null || true
    done
    rm -rf "$lab_folder"
    exit "$status"
}
