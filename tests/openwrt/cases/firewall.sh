# Beside fw4: its reloads and restarts, other people's rules, zones, damage.

lab_case firewall_reload "The firewall is reloaded, restarted, stopped, started"
firewall_reload() {
    local id option
    installed_router || return 1
    check "fw4 check is content" router "fw4 check"
    check "a port is open" open_port 8080
    check "and one for a long connection" open_port 9090 90
    check "the connection stands" flow_open 9090
    id=$(daemon_id)
    check "fw4 reload" router "fw4 reload"
    check "the port is open at once" internet_gets 8080
    check "the connection still stands" flow_alive
    router 'kill -STOP $(pidof igdaotd); fw4 reload'
    check "even if the daemon were asleep" internet_gets 8080
    router 'kill -CONT $(pidof igdaotd)'
    check "fw4 restart" router "fw4 restart"
    check "the port is open again" eventually 2 internet_gets 8080
    check "the connection still stands" flow_alive
    check "/etc/init.d/firewall restart" router "/etc/init.d/firewall restart"
    check "the port is open again" eventually 2 internet_gets 8080
    check "/etc/init.d/firewall stop" router "/etc/init.d/firewall stop"
    check "no rule is left" test -z "$(router 'nft list ruleset')"
    router "service igdaot reload"
    check "a reload of ours does not start it" test -z "$(router 'nft list ruleset')"
    check "/etc/init.d/firewall start" router "/etc/init.d/firewall start"
    check "the port is open again" eventually 2 internet_gets 8080
    check "a port opens" open_port 8081
    for _ in 1 2 3 4 5; do
        router "fw4 reload; fw4 restart"
    done
    check "after many in a row the port is open" eventually 2 internet_gets 8080
    check "all by the same process" daemon_is "$id"
    for option in 1 0; do
        router "uci set firewall.@defaults[0].disable_ipv6=$option; uci commit firewall; fw4 reload"
        check "with disable_ipv6 $option the port is open" internet_gets 8080
    done
}

lab_case redirect "The administrator's own redirect of a port wins"
redirect() {
    installed_router || return 1
    server "$lab_b" 80 "my own server greets"
    check "a port is open" open_port 8080
    check "the Internet host reaches the client" internet_gets 8080 "web server greets"
    router "uci add firewall redirect > /dev/null
        uci set firewall.@redirect[-1].name=mine
        uci set firewall.@redirect[-1].src=wan
        uci set firewall.@redirect[-1].src_dport=8080
        uci set firewall.@redirect[-1].dest=lan
        uci set firewall.@redirect[-1].dest_ip=192.168.1.11
        uci set firewall.@redirect[-1].dest_port=80
        uci set firewall.@redirect[-1].proto=tcp
        uci commit firewall; fw4 reload"
    check "now the administrator's server" internet_gets 8080 "my own server greets"
    check "other ports still open" eval 'open_port 8081 && internet_gets 8081 "file server greets"'
    router "uci delete firewall.@redirect[-1]; uci commit firewall; fw4 reload"
    check "without the redirect the client again" internet_gets 8080 "web server greets"
}

lab_case flow_offloading "Software flow offloading"
flow_offloading() {
    home_up
    if ! lab_in "$lab_router" nft 'table inet t { flowtable f { hook ingress priority 0; devices = { "wan" }; }; }' 2> /dev/null; then
        skip "ports open, carry and shut with flow offloading" "this kernel has no flow tables"
        return 0
    fi
    lab_in "$lab_router" nft flush ruleset
    server "$lab_a" 80 "web server greets"
    echo_server "$lab_a" 90
    router_up || return 1
    router "uci set firewall.@defaults[0].flow_offloading=1; uci commit firewall; fw4 restart"
    scp "$package"
    router "opkg install /tmp/${package##*/}" > /dev/null 2>&1
    check "it is ready" eventually 5 daemon_ready
    check "a port is open" open_port 9090 90
    check "a long connection stands" flow_open 9090
    check "and carries on" eval 'flow_alive && flow_alive'
    natpmp "$lab_a" 192.168.1.1 9090 90 tcp 0 > /dev/null
    check "the port is deleted: the connection is cut" flow_dead
    router "uci set firewall.@defaults[0].flow_offloading=0; uci commit firewall; fw4 reload"
    check "switched off, a port opens" open_port 8080
    check "the Internet host reaches the web server" internet_gets 8080
}

lab_case many_devices "Two WANs and two LANs, in zones with names of their own"
many_devices() {
    home_up
    server "$lab_a" 80 "web server greets"
    server "$lab_b" 80 "the other server greets"
    # b moves to a LAN of its own.
    ip -n "$lab_router" -batch - << END
link add br-office type bridge
link set port-b master br-office
link set br-office up
addr add 192.168.2.1/24 dev br-office
END
    ip -n "$lab_b" addr flush dev e0
    lab_host "$lab_b" 192.168.2.11 192.168.2.1
    wan_up wanb "$lab_wan" 11.22.44
    network office up=1 device=br-office l3_device=br-office
    network wanb up=1 device=wanb l3_device=wanb
    router_up || return 1
    router "uci set network.office=interface; uci set network.office.device=br-office; uci set network.office.proto=static
        uci set network.wanb=interface; uci set network.wanb.device=wanb; uci set network.wanb.proto=dhcp; uci commit network
        uci add_list firewall.@zone[0].network=office; uci add_list firewall.@zone[1].network=wanb; uci commit firewall
        sed -i -e \"s/'lan'\$/'home'/; s/'wan'\$/'6net'/\" -e \"s/list network 'home'/list network 'lan'/; s/list network '6net'/list network 'wan'/\" /etc/config/firewall; fw4 reload"
    check "the zones are called home and 6net" router "fw4 -q zone home | grep br-office && fw4 -q network wan | grep -x 6net"
    scp "$package"
    router "opkg install /tmp/${package##*/}; uci add_list igdaot.main.internal_network=office; uci commit igdaot; service igdaot reload" > "$lab_folder/install.log" 2>&1
    check "it is ready" eventually 5 daemon_ready
    check "fw4 check is content" router "fw4 check"
    check "a client of the first LAN opens a port" open_port 8080
    check "a client of the second LAN opens a port" natpmp "$lab_b" 192.168.2.1 8081 80 tcp 600
    check "the Internet host reaches the first" internet_gets 8080 "web server greets"
    check "and the second" internet_gets 8081 "the other server greets"
    check "from one LAN the other's open port by the external address" eval 'lab_in "$lab_a" timeout 3 socat -u TCP:11.22.33.2:8081,connect-timeout=1 - | grep "the other server"'
    check "by the WAN that is not named nobody gets in" internet_is_shut_out 8080 greets 11.22.44.2
    check "fw4 restart" router "fw4 restart"
    check "the port is open again" eventually 2 internet_gets 8081 "the other server greets"
}

# Whether a search by multicast is answered. In one piece: printf alone would send a datagram for each line feed.
finds_gateway() {
    lab_in "$1" timeout 4 bash -c '
        printf "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: upnp:rootdevice\r\n\r\n" > '"$lab_folder/search"'
        socat -t2 -b1400 - UDP4-DATAGRAM:239.255.255.250:1900 < '"$lab_folder/search"'' | grep -i "^location: http://$2:"
}

lab_case guest_network "A guest network that reaches nothing else on the router"
guest_network() {
    installed_router || return 1
    server "$lab_g" 80 "guest server greets"
    check "a guest who is not served gets no answer by NAT-PMP" not natpmp "$lab_g" 192.168.3.1 8080 80 tcp 600
    check "nor by HTTP" not opens_tcp "$lab_g" 192.168.3.1 5000
    check "no rule lets anything in" not nft_has 'ubus:igdaot'
    router "uci add_list igdaot.main.internal_network=guest; uci commit igdaot; service igdaot reload"
    check "served, NAT-PMP answers" eventually 4 natpmp "$lab_g" 192.168.3.1 8080 80 tcp 600
    check "the Internet host reaches the guest" internet_gets 8080 "guest server greets"
    check "a search finds the gateway" finds_gateway "$lab_g" 192.168.3.1
    check "HTTP answers" opens_tcp "$lab_g" 192.168.3.1 5000
    check "other ports of the router are still shut to guests" not opens_tcp "$lab_g" 192.168.3.1 53
    check "a guest opens ports by UPnP" lab_in "$lab_g" timeout 20 upnpc -e game -a 192.168.3.10 80 8081 TCP 600
    check "but to nobody else's machine" not eval "lab_in $lab_g timeout 20 upnpc -e game -a 192.168.1.10 80 8082 TCP 600 | grep 'is redirected'"
    check "which the Internet host does not reach then" internet_is_shut_out 8082
    check "a guest does not reach the LAN" not opens_tcp "$lab_g" 192.168.1.10 80
    check "a client of the LAN does not need those rules" not nft_has 'input_lan.*ubus'
    router "uci set igdaot.main.http_port=5050; uci commit igdaot; service igdaot reload"
    check "another port for UPnP is open to guests as well" eventually 4 opens_tcp "$lab_g" 192.168.3.1 5050
    router "uci del_list igdaot.main.internal_network=guest; uci commit igdaot; service igdaot reload"
    check "no longer served: the rules are gone" eventually 4 not nft_has 'ubus:igdaot'
    check "and no answer" not natpmp "$lab_g" 192.168.3.1 8083 80 tcp 600
}

lab_case zone_default "A zone that leaves its input policy to the defaults"
zone_default() {
    installed_router || return 1
    router "uci delete firewall.@zone[2].input; uci commit firewall; fw4 reload
        uci add_list igdaot.main.internal_network=guest; uci commit igdaot; service igdaot reload"
    check "REJECT by default: requests are let in" eventually 4 natpmp "$lab_g" 192.168.3.1 8080 80 tcp 600
    check "by a rule" nft_has 'ubus:igdaot'
    router "uci set firewall.@defaults[0].input=ACCEPT; uci commit firewall; service firewall reload; service igdaot reload"
    check "ACCEPT by default: no rule is needed" eventually 4 not nft_has 'ubus:igdaot'
    check "and requests come in" natpmp "$lab_g" 192.168.3.1 8081 80 tcp 600
}

lab_case damaged_ruleset "Our ruleset on the flash is damaged"
damaged_ruleset() {
    installed_router || return 1
    check "a port is open" open_port 8080
    router "cp /usr/share/igdaot/table.nft /root/good; head -c 1500 /root/good > /usr/share/igdaot/table.nft; service igdaot reload" > "$lab_folder/said" 2>&1
    check "cut off: a reload says that nft refuses it" grep "nft refuses" "$lab_folder/said"
    check "in the log too" logged "nft refuses"
    check "what runs goes on" internet_gets 8080
    check "also over a reload of the firewall" eval 'router "fw4 reload" && internet_gets 8080'
    router_down
    router_up || return 1
    check "at boot: the firewall starts" nft_has 'chain forward_wan'
    check "the router's own ports are shut to the Internet" internet_is_shut_out 22
    ip -n "$lab_wan" route add 192.168.1.0/24 via 11.22.33.2
    check "the LAN is shut to the Internet" not lab_in "$lab_wan" timeout 2 bash -c 'exec 3<> /dev/tcp/192.168.1.10/80'
    check "the log says that nft refuses it, and what to do" logged "nft refuses.*install"
    check "a client is refused, not left waiting" says "network failure|not authorized|refused" natpmp "$lab_a" 192.168.1.1 8080 80 tcp 600
    router "cp /root/good /usr/share/igdaot/table.nft; service igdaot reload"
    check "repaired, after a reload a port opens" eventually 3 open_port 8080
    check "the Internet host reaches the web server" internet_gets 8080

    # As a change of the file is seen by its time, which busybox compares in seconds.
    sleep 1.1
    router "sed -i 's/igdaot1_tcp4 {/igdaot1_tcp4 (/' /usr/share/igdaot/table.nft; service igdaot reload" > "$lab_folder/said" 2>&1
    check "a wrong character: a reload says that nft refuses it" grep "nft refuses" "$lab_folder/said"
    check "what runs goes on" internet_gets 8080
    router "rm /usr/share/igdaot/table.nft; service igdaot reload; fw4 reload" > /dev/null 2>&1
    check "a file is gone: what runs goes on" internet_gets 8080
    router_down
    router_up || return 1
    check "at boot: the firewall starts" nft_has 'chain forward_wan'
    check "and the log says what to do" logged 'nft.*install'
}

lab_case foreign_rules "Somebody else's include has a mistake"
foreign_rules() {
    installed_router || return 1
    check "a port is open" open_port 8080
    router "echo 'chain {' > /usr/share/nftables.d/table-post/99-foreign.nft; fw4 reload" 2> /dev/null
    check "fw4 reload keeps the rules that it had" internet_gets 8080
    router "service igdaot reload"
    check "a reload of ours keeps them too" internet_gets 8080
    check "a port opens" open_port 8081
    router_down
    router_up || return 1
    check "at boot the firewall does not start, which is fw4's way" not nft_has 'table inet fw4'
    check "we say that there is no ruleset, and what to run" logged 'igdaot.*(fw4|firewall)'
    router "rm /usr/share/nftables.d/table-post/99-foreign.nft; /etc/init.d/firewall restart" > /dev/null 2>&1
    check "repaired, it works by itself" eventually 5 open_port 8080
    check "the Internet host reaches the web server" internet_gets 8080

    router_down
    # A set of our name with another type, before ours.
    mkdir -p "$flash/usr/share/nftables.d/table-post"
    echo 'set igdaot1_tcp4 { type ipv4_addr; }' > "$flash/usr/share/nftables.d/table-post/10-foreign.nft"
    router_up || return 1
    check "a set of our name with another type: the firewall stands" nft_has 'chain forward_wan'
    check "and we say what tells more" logged 'igdaot.*fw4 check'
    # A restart would be held against the set that is still in the kernel.
    router "rm /usr/share/nftables.d/table-post/10-foreign.nft; fw4 stop; fw4 start"
    check "without it, it works by itself" eventually 5 open_port 8080
}

# old_kernel PATTERN: an nft that refuses rulesets with a line of this pattern, included files and all.
old_kernel() {
    router "rm /usr/sbin/nft"
    router_put /usr/sbin/nft << END
#!/bin/sh
# As an older kernel: refuses what it does not know.
case " \$* " in
	*" -f "*)
		cat > /lab/nft-input
		all=/lab/nft-input
		for round in 1 2; do
			all="\$all \$(sed -n 's/^[[:space:]]*include "\(.*\)"\$/\1/p' \$all)"
		done
		if cat \$all 2> /dev/null | grep -qE '$1'; then
			echo "/dev/stdin:1:1-1: Error: Could not process rule: Operation not supported" >&2
			exit 1
		fi
		/usr/lib/lab/bin/nft "\$@" < /lab/nft-input
		;;
	*) /usr/lib/lab/bin/nft "\$@" ;;
esac
END
    router "chmod +x /usr/sbin/nft"
}

lab_case old_kernel_counters "A kernel whose sets do not count"
old_kernel_counters() {
    home_up
    server "$lab_a" 80 "web server greets"
    router_up || return 1
    old_kernel '^[[:space:]]*(set|map) .*counter'
    check "(this nft is content with the firewall alone)" router "fw4 check"
    scp "$package"
    router "opkg install /tmp/${package##*/}" > "$lab_folder/install.log" 2>&1
    check "it is ready" eventually 5 daemon_ready
    check "the log says what is lost" logged 'warn.*igdaot.*count'
    check "a port opens" open_port 8080
    check "the Internet host reaches the web server" internet_gets 8080
    check "fw4 reload is content" eval 'router "fw4 check" && router "fw4 reload" && internet_gets 8080'
    check "status lists it" router "service igdaot status | grep 8080"
    log_clear
    router "service igdaot reload; service igdaot reload"
    check "a reload does not touch the firewall" test "$(router 'grep -c . /lab/fw4-calls')" -lt 8
}

lab_case old_kernel_maps "A kernel without concatenated maps"
old_kernel_maps() {
    home_up
    router_up || return 1
    old_kernel '^[[:space:]]*map .* \. '
    scp "$package"
    router "opkg install /tmp/${package##*/}" > "$lab_folder/install.log" 2>&1
    check "the log says that no port can be opened" logged 'err.*igdaot.*no port can be opened'
    check "so does the command" grep "no port can be opened" "$lab_folder/install.log"
    check "the firewall stands" nft_has 'chain forward_wan'
    check "fw4 check is content" router "fw4 check"
    check "fw4 reload works" router "fw4 reload && nft list chain inet fw4 forward_wan"
    router_down
    router_up || return 1
    check "at boot too" nft_has 'chain forward_wan'
}
