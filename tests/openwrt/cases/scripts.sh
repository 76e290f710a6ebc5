# The scripts themselves.

lab_case scripts "The scripts on the router, read by shellcheck"
scripts() {
    local folder=$lab_folder/control script
    mkdir "$folder"
    tar -xzOf "$package" ./control.tar.gz | tar -xzf - -C "$folder"
    check "the init script" shellcheck -s dash "$root/openwrt-feed/net/igdaot/files/igdaot.init"
    check "the script for the first boot" shellcheck -s dash "$root/openwrt-feed/net/igdaot/files/igdaot.uci-defaults"
    check "the test script" shellcheck -s dash "$root/openwrt-feed/net/igdaot/test.sh"
    for script in "$folder"/*; do
        [[ $(head -c 2 "$script") == '#!' ]] || continue
        check "the package's ${script##*/}" shellcheck -s dash -e SC1091 "$script"
    done
    # shellcheck disable=SC2046
    check "our stand-ins" shellcheck -s dash -S warning $(cd "$openwrt/image" && grep -rlE '^#!/bin/sh|^# shellcheck' . | sed "s|^\.|$openwrt/image|")
    # They are dash's as well as busybox': what one does not know the other may.
    for script in igdaot.init igdaot.uci-defaults; do
        check "busybox reads $script" "$(busybox_path)" ash -n "$root/openwrt-feed/net/igdaot/files/$script"
    done
}
