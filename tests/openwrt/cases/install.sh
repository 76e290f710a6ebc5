# Installing, upgrading, removing: what opkg and its scripts do.

lab_case first_port "From nothing to an open port in three commands"
first_port() {
    home_up
    server "$lab_a" 80 "web server greets"
    udp_server "$lab_a" 7001 "game server greets"
    router_up || return 1
    check "port 8080 is shut before" internet_is_shut_out 8080
    scp "$package"
    router "printf 'Package: miniupnpd-nftables\nVersion: 2\nStatus: install ok installed\nArchitecture: $architecture\n\n' >> /usr/lib/opkg/status"
    check "beside miniupnpd it is not installed" says "conflict" router "opkg install /tmp/${package##*/}"
    router "sed -i '/^Package: miniupnpd-nftables/,/^\$/d' /usr/lib/opkg/status"
    check "opkg installs it without a complaint" router "opkg install /tmp/${package##*/}"
    check "it is ready" eventually 5 daemon_ready
    check "nothing in the log needs a person" not in_log 'daemon.(err|warn).*igdaot'
    check "upnpc finds the gateway and opens a port" lab_in "$lab_a" timeout 20 upnpc -e web -a 192.168.1.10 80 8080 TCP 3600
    check "the Internet host reaches the web server" internet_gets 8080
    check "natpmpc opens a UDP port" natpmp "$lab_a" 192.168.1.1 7000 7001 udp 3600
    check "the Internet host reaches the game server" internet_gets_udp 7000
    check "service igdaot status lists both" router "service igdaot status | grep -cE '^(tcp +8080|udp +7000)' | grep -x 2"
    check "it starts with the next boot" router "/etc/init.d/igdaot enabled"
    router_down
    router_up || return 1
    check "and does" eventually 5 daemon_ready
    check "nothing in the log needs a person then either" not in_log 'daemon.(err|warn).*igdaot'
}

# as_written COMMAND...: a command of the README, on the machine where the README has it run.
as_written() {
    case $1 in
        scp) router_put "${4#*:}" < "$package" ;;
        ssh) router "${*:3}" ;;
        upnpc) lab_in "$lab_a" timeout 20 "$@" ;;
        *) false ;;
    esac
}

lab_case readme "The three commands of the README, as they stand there"
readme() {
    local commands command words
    home_up
    server "$lab_a" 8080 "web server greets"
    router_up || return 1
    mapfile -t commands < <(sed -n '/^## On an OpenWrt router/,/^## On a Debian/s/^    //p' "$root/README.md")
    check "there are three" test ${#commands[@]} = 3
    for command in "${commands[@]}"; do
        read -ra words <<< "$command"
        check "$command" as_written "${words[@]}"
    done
    check "the Internet host reaches the web server" internet_gets 8080
}

lab_case in_firmware "Built into a firmware image: it is there at the first boot, and takes over miniupnpd's configuration"
in_firmware() {
    local folder=$lab_folder/image
    home_up
    # As the image builder installs: the scripts run on the building machine, with the root in IPKG_INSTROOT.
    cp -a "$image" "$folder"
    image=$folder
    mkdir "$lab_folder/control"
    tar -xzOf "$package" ./data.tar.gz | tar -xzf - -C "$folder"
    tar -xzOf "$package" ./control.tar.gz | tar -xzf - -C "$lab_folder/control"
    for file in "$lab_folder"/control/*; do
        cp -p "$file" "$folder/usr/lib/opkg/info/igdaot.${file##*/}"
    done
    tar -xzOf "$package" ./data.tar.gz | tar -tzf - | sed -n 's/^\.\(\/.*[^/]\)$/\1/p' > "$folder/usr/lib/opkg/info/igdaot.list"
    printf "config upnpd 'config'\n\toption enabled '1'\n\toption port '5005'\n" > "$folder/etc/config/upnpd"
    env IPKG_INSTROOT="$folder" "$(busybox_path)" ash "$folder/usr/lib/opkg/info/igdaot.postinst" > "$lab_folder/said" 2>&1
    check "the package's script runs on the building machine" test $? = 0
    check "without a complaint" eval "cat $lab_folder/said; test ! -s $lab_folder/said"
    check "the user is in the image" grep -q '^igdaot:' "$folder/etc/passwd"
    check "it is enabled in the image" test -L "$folder/etc/rc.d/S94igdaot"
    check "the building machine got no file of it" not test -e /var/etc/igdaot
    router_up || return 1
    check "it is ready after the first boot" eventually 5 daemon_ready
    check "the old configuration is taken over" router "uci get igdaot.main.http_port | grep -x 5005"
    check "the script that did that is gone" router "[ ! -e /etc/uci-defaults/90-igdaot ]"
    check "a port opens" open_port 8080
}

lab_case lifecycle "Install, start, reload, upgrade, downgrade, stop, start, remove"
lifecycle() {
    local id
    installed_router || return 1
    router "find / -xdev -type f ! -path '/overlay/*' ! -path '/lab/*' ! -path '/tmp/*' | sort" > "$lab_folder/files-with"
    check "a port is open" open_port 8080
    check "and one for a long connection" open_port 9090 90
    check "the connection stands" flow_open 9090

    router "uci set igdaot.main.quota_per_client=77; uci commit igdaot"
    scp "$newer_package"
    check "the newer version is installed over it" router "opkg install /tmp/${newer_package##*/}"
    check "the newer version's files are there" router "[ -f /usr/share/igdaot/only-in-0.2 ] && grep -q newer /etc/init.d/igdaot"
    check "it is running again" eventually 5 daemon_ready
    check "the changed configuration is still there" router "uci get igdaot.main.quota_per_client | grep -x 77"
    check "and the package's own beside it" router "[ -f /etc/config/igdaot-opkg ]"
    check "the open ports are listed again" router "service igdaot status | grep -cE '^tcp +(8080|9090)' | grep -x 2"
    check "the port is open" internet_gets 8080
    check "the connection still stands" flow_alive

    scp "$package"
    check "the older version is installed over it" router "opkg --force-downgrade install /tmp/${package##*/}"
    check "what only the newer one had is gone" router "[ ! -e /usr/share/igdaot/only-in-0.2 ]"
    check "it is running again" eventually 5 daemon_ready
    check "the port is open" internet_gets 8080
    check "the connection still stands" flow_alive

    check "service igdaot stop" router "service igdaot stop"
    check "it is gone" eventually 5 daemon_gone
    check "the port is shut" internet_is_shut_out 8080
    check "the connection is cut" flow_dead
    check "no mapping is left in the kernel" not nft_has ': 192\.168\.1\.10 '
    check "service igdaot start" router "service igdaot start"
    check "it is ready" eventually 5 daemon_ready
    check "a port opens" open_port 8080

    check "opkg removes it without a complaint" router "opkg remove igdaot"
    check "no process is left" eventually 5 daemon_gone
    sleep 1.3
    check "no chain, set or rule of it is left in the kernel" not nft_has igdaot
    check "the firewall stands" nft_has 'chain forward_wan'
    check "the port is shut" internet_is_shut_out 8080
    router "find / -xdev -type f ! -path '/overlay/*' ! -path '/lab/*' ! -path '/tmp/*' | sort" > "$lab_folder/files-after"
    check "only the changed configuration is left of its files" test "$(grep -i igdaot "$lab_folder/files-after" | tr '\n' ' ')" = "/etc/config/igdaot /etc/config/igdaot-opkg "
    check "nothing of it is left in memory" not router "find /tmp/run /tmp/etc -name '*igdaot*' 2> /dev/null | grep ."
    check "nothing of it starts at boot" not router "ls /etc/rc.d | grep igdaot"
    check "the firewall reloads without it" router "fw4 check"
}

lab_case no_space "A full flash, a full memory"
no_space() {
    local id before
    home_up
    server "$lab_a" 80 "web server greets"
    router_up 160k || return 1
    scp "$package"
    check "opkg says that the flash is too small" router "! opkg install /tmp/${package##*/} 2> /tmp/said && grep 'Only have .*kb available' /tmp/said"
    check "and leaves nothing behind" not router "find /etc /usr -name '*igdaot*' | grep ."
    check "the firewall reloads" router "fw4 check"
    router_down
    umount "$lab_folder/overlay"
    rmdir "$lab_folder/overlay"

    router_up 32m 1m || return 1
    scp "$package"
    router "opkg install /tmp/${package##*/}; rm /tmp/*.ipk" > "$lab_folder/check" 2>&1
    check "it is ready on a router with little memory" eventually 5 daemon_ready
    check "a port is open" open_port 8080
    id=$(daemon_id)
    before=$(router "md5sum < /var/etc/igdaot/igdaot")
    router "sed -i \"/option enabled/a\\\\	option http_port '5001'\" /etc/config/igdaot; dd if=/dev/zero of=/tmp/fill bs=1k 2> /dev/null"
    check "with /var full, a reload says so" router "service igdaot reload 2>&1 | grep -i 'full'"
    check "in the log too" logged 'igdaot.*full'
    check "the running one goes on" daemon_is "$id"
    check "no half file takes the place of its configuration" test "$(router 'md5sum < /var/etc/igdaot/igdaot')" = "$before"
    check "nothing half is left" not router "ls /var/etc/igdaot | grep new"
    check "the port is open" internet_gets 8080
    check "and fw4 reload does no harm" router "fw4 reload; fw4 -q check"
    check "the port is still open" internet_gets 8080
    router "rm /tmp/fill; service igdaot reload"
    check "with room again, a reload brings the change" eventually 2 opens_tcp "$lab_a" 192.168.1.1 5001
    check "by the same process" daemon_is "$id"

    router "service igdaot stop; rm -rf /var/etc/igdaot; dd if=/dev/zero of=/tmp/fill bs=1k 2> /dev/null"
    log_clear
    check "a start with /var full tells why nothing starts" router "service igdaot start 2>&1 | grep -i full"
    router "rm /tmp/fill; service igdaot start"
    check "with room again it starts" eventually 5 daemon_ready
}

lab_case test_script "The script that OpenWrt's CI runs after a build"
test_script() {
    home_up
    router_up || return 1
    scp "$package"
    router "opkg install /tmp/${package##*/}" > /dev/null 2>&1
    scp "$root/openwrt-feed/net/igdaot/test.sh"
    check "is content with this version" router "sh /tmp/test.sh igdaot 0.1"
    check "and not with another" not router "sh /tmp/test.sh igdaot 9.9"
    router "echo \"	option colour 'red'\" >> /usr/share/igdaot/config"
    check "and not with a configuration that the program does not know" not router "sh /tmp/test.sh igdaot 0.1"
}

lab_case package_file "The package file, read by others"
package_file() {
    local folder=$lab_folder tool=$root/build/tools/Packages/bin/Release/net10.0/IgdAot.Packages.dll
    mkdir -p "$folder/data" "$folder/control"
    tar -xzOf "$package" ./data.tar.gz | tar -xzf - -C "$folder/data"
    tar -xzOf "$package" ./control.tar.gz | tar -xzf - -C "$folder/control"
    if [ -f "$tool" ]; then
        check "our own reader finds what tar finds" eval "dotnet exec $tool unpack --control $folder/our-control $package $folder/our-data && diff -r $folder/data $folder/our-data && diff -r $folder/control $folder/our-control"
    else
        skip "our own reader finds what tar finds" "build/tools/Packages is not built"
    fi
    check "the first lines of a package" test "$(tar -xzOf "$package" ./debian-binary)" = 2.0
    for field in Package Version Architecture Installed-Size Description Depends Require-User; do
        check "its field $field" grep "^$field: ." "$folder/control/control"
    done
    check "it says how much flash it takes" test "$(sed -n 's/^Installed-Size: //p' "$folder/control/control")" -le 262144
    check "the configuration is one" grep -x /etc/config/igdaot "$folder/control/conffiles"
    check "nobody but root reads the configuration" test "$(stat -c %a "$folder/data/etc/config/igdaot")" = 600
    check "the init script is a program" test -x "$folder/data/etc/init.d/igdaot"
}
