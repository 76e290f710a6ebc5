// Where the names of NetlinkAbi are declared.
#include <stddef.h>
#include <sys/socket.h>

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

// The question in front lets the compiler fold a pointer like SIG_IGN into a number.
#define CLAIM(expression, value) \
    _Static_assert(__builtin_constant_p(expression) ? (expression) == (value) : 0, #expression " is not " #value)
