# Networks that are not there, not yet, or not any more.

# ifup NETWORK WORDS...: what netifd does when a network has come up: says so, runs the hotplug scripts, tells procd.
ifup() {
    network "$@"
    router "for script in /etc/hotplug.d/iface/*; do ACTION=ifup INTERFACE=$1 DEVICE=x sh \$script; done"
    router_event interface.update interface "$1"
}

lab_case missing_network "A network of the configuration does not exist"
missing_network() {
    local id
    installed_router || return 1
    check "a port is open" open_port 8080
    id=$(daemon_id)
    router "uci set igdaot.main.external_network=nosuch; uci commit igdaot; service igdaot reload" > "$lab_folder/said" 2>&1
    check "a WAN that does not exist is named" grep -E "external_network.*nosuch" "$lab_folder/said"
    check "in the log too" logged "external_network.*nosuch"
    check "the running one goes on" daemon_is "$id"
    check "the port is open" internet_gets 8080
    router_down
    router_up || return 1
    check "at boot: it is not started" daemon_gone
    check "and says why" logged "external_network.*nosuch"
    router "uci set igdaot.main.external_network=wan; uci commit igdaot; service igdaot reload" > /dev/null 2>&1
    check "repaired, a reload starts it" eventually 5 daemon_ready

    log_clear
    router "uci add_list igdaot.main.internal_network=nosuch; uci commit igdaot; service igdaot reload" > "$lab_folder/said" 2>&1
    check "a LAN that does not exist is named" logged "internal_network.*nosuch"
    check "the other is served" open_port 8081
    router "uci del_list igdaot.main.internal_network=nosuch; uci commit igdaot; service igdaot reload"

    # The two WANs as one, which somebody may write.
    router "uci set igdaot.main.external_network=lan; uci commit igdaot; service igdaot reload" > "$lab_folder/said" 2>&1
    check "a WAN that is the LAN as well is refused" eval "logged '(external|internal)_(network|device)' || cat $lab_folder/said | grep ."
}

lab_case late_wan "The WAN comes after the daemon"
late_wan() {
    home_up
    server "$lab_a" 80 "web server greets"
    ip -n "$lab_router" link del wan
    network wan up=0
    router_up || return 1
    scp "$package"
    router "opkg install /tmp/${package##*/}" > "$lab_folder/install.log" 2>&1
    check "without a WAN device it runs" eventually 3 daemon_runs
    check "and says what it waits for" router "service igdaot status | grep -i wan"
    wan_up wan "$lab_wan" 11.22.33 without-address
    sleep 0.3
    ip -n "$lab_router" addr add 11.22.33.2/24 dev wan
    # Before netifd has said a word.
    check "device and address are noticed" eventually 3 eval 'router "igdaotd status -s /var/run/igdaot/control.sock" | grep -q 11.22.33.2'
    ifup wan up=1 device=wan l3_device=wan default_route=1
    check "a port opens" eventually 3 open_port 8080
    check "the Internet host reaches the web server" eventually 3 internet_gets 8080
    ip -n "$lab_router" addr flush dev wan
    ip -n "$lab_router" addr add 11.22.33.7/24 dev wan
    ifup wan up=1 device=wan l3_device=wan default_route=1
    check "another address: the port is open there" eventually 3 internet_gets 8080 greets 11.22.33.7
}

lab_case pppoe "A WAN by PPPoE that dials, and dials again"
pppoe() {
    local id
    home_up
    server "$lab_a" 80 "web server greets"
    ip -n "$lab_router" link set wan name modem
    ip -n "$lab_router" addr flush dev modem
    network wan up=0 device=modem
    router_up || return 1
    router "uci set network.wan.proto=pppoe; uci set network.wan.device=modem; uci commit network"
    scp "$package"
    router "opkg install /tmp/${package##*/}" > "$lab_folder/install.log" 2>&1
    check "before it dials, it runs" eventually 3 daemon_runs
    check "and waits for the device that PPP will make" router "grep pppoe-wan /var/etc/igdaot/igdaot"
    id=$(daemon_id)
    # PPP makes its device anew each time.
    ip -n "$lab_wan" link del e-wan
    wan_up pppoe-wan "$lab_wan" 11.22.33
    ifup wan up=1 device=modem l3_device=pppoe-wan default_route=1
    check "dialled: a port opens" eventually 3 open_port 8080
    check "the Internet host reaches the web server" eventually 3 internet_gets 8080
    ip -n "$lab_wan" link del e-pppoe-wan
    network wan up=0 device=modem
    router_event interface.update interface wan
    sleep 1.2
    check "hung up: it goes on" daemon_is "$id"
    wan_up pppoe-wan "$lab_wan" 11.22.33
    ifup wan up=1 device=modem l3_device=pppoe-wan default_route=1
    check "dialled again: the port is open without anybody asking" eventually 3 internet_gets 8080
    check "by the same process" daemon_is "$id"
}
