#!/bin/sh
# Run by OpenWrt's CI on the built packages, in a root file system with the package installed: NAME VERSION.

[ "$1" = igdaot ] || exit 0

igdaotd --version | grep -x -F "igdaotd $2" || exit 1

# The shipped configuration, with the devices that the init script would find.
conf=$(mktemp)
cat /usr/share/igdaot/config - > "$conf" << END

config igdaot
	option nft_table 'fw4'
	option external_device 'wan'
	list internal_device 'br-lan'
END
igdaotd --check -c "$conf"
status=$?
rm "$conf"
exit $status
