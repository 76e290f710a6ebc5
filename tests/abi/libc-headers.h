// Where the names of src/IgdAot.Linux/Abi are declared.
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/random.h>

// The calls with identities of 32 bits, as the C library itself takes them.
#ifdef SYS_setresuid32
#undef SYS_setresuid
#undef SYS_setresgid
#undef SYS_setgroups
#define SYS_setresuid SYS_setresuid32
#define SYS_setresgid SYS_setresgid32
#define SYS_setgroups SYS_setgroups32
#endif

#ifndef __cplusplus
// The question in front lets the compiler fold a pointer like SIG_IGN into a number.
#define CLAIM(expression, value) \
    _Static_assert(__builtin_constant_p(expression) ? (expression) == (value) : 0, #expression " is not " #value)
#endif
