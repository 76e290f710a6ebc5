/* Load client for the benchmark: one request after the other, each timed, one line at the end:
 *
 *     operation  count  failures  p50 us  p99 us  per second
 *
 *     load [options] http-get              GET of --path, a new connection each
 *     load [options] soap-external-address GetExternalIPAddress; a new connection each, or --keep-alive
 *     load [options] soap-add              AddPortMapping, ports --first .. --first + --span - 1 in turn
 *     load [options] soap-delete           DeletePortMapping, the same ports
 *     load [options] natpmp-address        NAT-PMP, opcode 0
 *     load [options] natpmp-map            NAT-PMP, opcode 1, the same ports (--lifetime 0 deletes)
 *     load [options] pcp-announce          PCP ANNOUNCE
 *     load [options] pcp-map               PCP MAP for UDP, the same ports
 *     load [options] mix                   all of these and searches, in an order that --seed decides
 *     load [options] netlink               one nf_tables element added or deleted, acknowledged (no daemon)
 *     load [options] netlink-mapping       the three elements of a mapping in one batch
 *     load [options] rule-copies           copies the first rule of --chain --count times, its port --first replaced by
 *                                          the ports after it (how the peer gets thousands of mappings at once)
 *     load [options] ssdp-start COMMAND... starts COMMAND, searches by unicast until the first answer, ends it
 *
 * Options: --server IP (192.168.1.1)  --client IP (192.168.1.10)  --http-port N (5000)  --path P (/rootDesc.xml)
 *          --control P (/ctl/IPConn)  --count N (1000)  --connections N (1, a process each)  --keep-alive
 *          --first N (20000)  --span N (1 = renewals of one mapping)  --lifetime S (3600)  --seed N (1)
 *          --netns NAME (where ssdp-start's command runs)  --table T (igdaot)  --chain C  --name TEXT (printed operation)
 *
 * Exit status 0 when every request was answered as it should. Bounded: no answer within a second is a failure.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { DATAGRAM_MAX = 1500, REPLY_MAX = 65536, PATIENCE_MS = 1000, COUNT_MAX = 10000000 };

/* RFC 6886, section 3.1; RFC 6887, section 19.1. */
enum { PORT_MAPPING_PORT = 5351, SSDP_PORT = 1900 };

static const char *server_ip = "192.168.1.1", *client_ip = "192.168.1.10", *path = "/rootDesc.xml";
static const char *control = "/ctl/IPConn", *table = "igdaot", *chain = "", *network = NULL, *name = NULL;
static long http_port = 5000, count = 1000, connections = 1, first = 20000, span = 1, lifetime = 3600, seed = 1;
static int keep_alive;
static struct sockaddr_in web;

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	exit(2);
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static struct sockaddr_in address(const char *ip, long port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	if (inet_pton(AF_INET, ip, &a.sin_addr) != 1) {
		errno = EINVAL;
		fail(ip);
	}
	return a;
}

static long port_of(long i)
{
	return first + i % span;
}

static void limit_wait(int s)
{
	struct timeval wait = { .tv_sec = PATIENCE_MS / 1000 };
	setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
	setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
}

/* ---- HTTP ---- */

static int web_socket = -1;
static char reply[REPLY_MAX + 1];

static void web_close(void)
{
	/* No TIME_WAIT: thousands of connections must not run out of ports. */
	struct linger at_once = { .l_onoff = 1 };
	setsockopt(web_socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	close(web_socket);
	web_socket = -1;
}

/* Sends a request and reads its reply; the status, or 0. */
static int web_exchange(const char *request, size_t length)
{
	if (web_socket < 0) {
		int on = 1;
		web_socket = socket(AF_INET, SOCK_STREAM, 0);
		if (web_socket < 0)
			fail("socket");
		setsockopt(web_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		limit_wait(web_socket);
		if (connect(web_socket, (struct sockaddr *)&web, sizeof web)) {
			web_close();
			return 0;
		}
	}
	if (send(web_socket, request, length, MSG_NOSIGNAL) != (ssize_t)length) {
		web_close();
		return 0;
	}
	size_t got = 0, wanted = 0;
	int status = 0;
	while (!wanted || got < wanted) {
		ssize_t n = got < REPLY_MAX ? recv(web_socket, reply + got, REPLY_MAX - got, 0) : 0;
		if (n <= 0)
			break;
		got += (size_t)n;
		reply[got] = 0;
		char *end = wanted ? NULL : strstr(reply, "\r\n\r\n");
		if (end) {
			char *field = strcasestr(reply, "\r\nContent-Length:");
			wanted = (size_t)(end + 4 - reply) + (field && field < end ? strtoul(field + 17, NULL, 10) : 0);
			status = atoi(reply + 9);
		}
	}
	if (!keep_alive || !wanted || got < wanted)
		web_close();
	return wanted && got >= wanted ? status : 0;
}

static int web_get(void)
{
	char request[1024];
	int n = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: %s:%ld\r\n%s\r\n", path, server_ip, http_port,
	                 keep_alive ? "" : "Connection: close\r\n");
	return web_exchange(request, (size_t)n);
}

static int soap(const char *action, const char *arguments)
{
	static const char service[] = "urn:schemas-upnp-org:service:WANIPConnection:1";
	char body[2048], request[4096];
	int length = snprintf(body, sizeof body,
	                      "<?xml version=\"1.0\"?>\r\n<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" "
	                      "s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body>"
	                      "<u:%s xmlns:u=\"%s\">%s</u:%s></s:Body></s:Envelope>\r\n", action, service, arguments, action);
	int n = snprintf(request, sizeof request,
	                 "POST %s HTTP/1.1\r\nHost: %s:%ld\r\nContent-Length: %d\r\nContent-Type: text/xml\r\n"
	                 "SOAPAction: \"%s#%s\"\r\n%s\r\n%s", control, server_ip, http_port, length, service, action,
	                 keep_alive ? "" : "Connection: close\r\n", body);
	return web_exchange(request, (size_t)n);
}

static int soap_address(void)
{
	return soap("GetExternalIPAddress", "");
}

static int soap_add(long port)
{
	char arguments[1024];
	snprintf(arguments, sizeof arguments,
	         "<NewRemoteHost></NewRemoteHost><NewExternalPort>%ld</NewExternalPort><NewProtocol>TCP</NewProtocol>"
	         "<NewInternalPort>%ld</NewInternalPort><NewInternalClient>%s</NewInternalClient><NewEnabled>1</NewEnabled>"
	         "<NewPortMappingDescription>load</NewPortMappingDescription><NewLeaseDuration>%ld</NewLeaseDuration>",
	         port, port, client_ip, lifetime);
	return soap("AddPortMapping", arguments);
}

static int soap_delete(long port)
{
	char arguments[512];
	snprintf(arguments, sizeof arguments,
	         "<NewRemoteHost></NewRemoteHost><NewExternalPort>%ld</NewExternalPort><NewProtocol>TCP</NewProtocol>", port);
	return soap("DeletePortMapping", arguments);
}

/* ---- datagrams ---- */

static int open_datagrams(long port)
{
	struct sockaddr_in to = address(server_ip, port);
	int s = socket(AF_INET, SOCK_DGRAM, 0);
	if (s < 0 || connect(s, (struct sockaddr *)&to, sizeof to))
		fail("datagram socket");
	limit_wait(s);
	return s;
}

static int mapping_socket = -1, search_socket = -1;
static unsigned char answer[DATAGRAM_MAX];

/* Sends to port 5351 and reads the answer; its length, or 0. */
static size_t datagram_exchange(const unsigned char *request, size_t length)
{
	if (mapping_socket < 0)
		mapping_socket = open_datagrams(PORT_MAPPING_PORT);
	if (send(mapping_socket, request, length, 0) < 0)
		return 0;
	ssize_t n = recv(mapping_socket, answer, sizeof answer, 0);
	return n > 0 ? (size_t)n : 0;
}

static void put16(unsigned char *at, unsigned long value)
{
	at[0] = (unsigned char)(value >> 8);
	at[1] = (unsigned char)value;
}

static void put32(unsigned char *at, unsigned long value)
{
	put16(at, value >> 16);
	put16(at + 2, value);
}

/* RFC 6886, section 3.2. */
static int natpmp_address(void)
{
	static const unsigned char request[2];
	return datagram_exchange(request, sizeof request) == 12 && answer[1] == 128 && answer[3] == 0;
}

/* RFC 6886, section 3.3. */
static int natpmp_map(long port, long seconds)
{
	unsigned char request[12] = { 0, 1 };
	put16(request + 4, (unsigned long)port);
	put16(request + 6, (unsigned long)port);
	put32(request + 8, (unsigned long)seconds);
	return datagram_exchange(request, sizeof request) == 16 && answer[1] == 129 && answer[3] == 0;
}

/* RFC 6887, section 7.1: version, opcode, lifetime, client address. */
static void pcp_header(unsigned char *request, int opcode, long seconds)
{
	memset(request, 0, 24);
	request[0] = 2;
	request[1] = (unsigned char)opcode;
	put32(request + 4, (unsigned long)seconds);
	request[18] = request[19] = 0xff;
	struct sockaddr_in client = address(client_ip, 0);
	memcpy(request + 20, &client.sin_addr, 4);
}

static int pcp_announce(void)
{
	unsigned char request[24];
	pcp_header(request, 0, 0);
	return datagram_exchange(request, sizeof request) == 24 && answer[1] == 128 && answer[3] == 0;
}

/* RFC 6887, section 11.1. The nonce follows from the port, so that a second run renews. */
static int pcp_map(long port, long seconds)
{
	unsigned char request[60];
	pcp_header(request, 1, seconds);
	memset(request + 24, 0, 36);
	put32(request + 24, (unsigned long)seed);
	put32(request + 28, (unsigned long)port);
	request[36] = 17;
	put16(request + 40, (unsigned long)port);
	put16(request + 42, (unsigned long)port);
	request[54] = request[55] = 0xff;
	return datagram_exchange(request, sizeof request) == 60 && answer[1] == 129 && answer[3] == 0;
}

static size_t search_text(char *text, size_t size)
{
	return (size_t)snprintf(text, size, "M-SEARCH * HTTP/1.1\r\nHOST: %s:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\n"
	                        "ST: upnp:rootdevice\r\n\r\n", server_ip);
}

static int search(void)
{
	char text[256];
	size_t length = search_text(text, sizeof text);
	if (search_socket < 0)
		search_socket = open_datagrams(SSDP_PORT);
	return send(search_socket, text, length, 0) > 0 && recv(search_socket, answer, sizeof answer, 0) > 0;
}

/* ---- nf_tables ---- */

static int netlink_socket = -1;

struct batch {
	unsigned char bytes[2048];
	size_t length;
};

static struct nlmsghdr *message(struct batch *b, int type, int flags, int family, int resource)
{
	struct nlmsghdr *h = (struct nlmsghdr *)(b->bytes + b->length);
	struct nfgenmsg *g = (struct nfgenmsg *)(h + 1);
	memset(h, 0, sizeof *h + sizeof *g);
	h->nlmsg_type = (uint16_t)type;
	h->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
	h->nlmsg_len = sizeof *h + sizeof *g;
	g->nfgen_family = (uint8_t)family;
	g->res_id = htons((uint16_t)resource);
	b->length += h->nlmsg_len;
	return h;
}

static struct nlattr *attribute(struct batch *b, int type, const void *data, size_t length)
{
	struct nlattr *a = (struct nlattr *)(b->bytes + b->length);
	a->nla_type = (uint16_t)type;
	a->nla_len = (uint16_t)(NLA_HDRLEN + length);
	memset(a + 1, 0, NLA_ALIGN(length));
	if (length)
		memcpy(a + 1, data, length);
	b->length += NLA_HDRLEN + NLA_ALIGN(length);
	return a;
}

static void end(struct batch *b, struct nlattr *a)
{
	a->nla_len = (uint16_t)(b->bytes + b->length - (unsigned char *)a);
}

static void element(struct batch *b, int add, const char *set, const void *key, size_t key_length, const void *data, size_t data_length, int last)
{
	struct nlmsghdr *h = message(b, (NFNL_SUBSYS_NFTABLES << 8) | (add ? NFT_MSG_NEWSETELEM : NFT_MSG_DELSETELEM),
	                             (add ? NLM_F_CREATE : 0) | (last ? NLM_F_ACK : 0), NFPROTO_INET, 0);
	attribute(b, NFTA_SET_ELEM_LIST_TABLE, table, strlen(table) + 1);
	attribute(b, NFTA_SET_ELEM_LIST_SET, set, strlen(set) + 1);
	struct nlattr *list = attribute(b, NLA_F_NESTED | NFTA_SET_ELEM_LIST_ELEMENTS, NULL, 0);
	struct nlattr *item = attribute(b, NLA_F_NESTED | NFTA_LIST_ELEM, NULL, 0);
	struct nlattr *part = attribute(b, NLA_F_NESTED | NFTA_SET_ELEM_KEY, NULL, 0);
	attribute(b, NFTA_DATA_VALUE, key, key_length);
	end(b, part);
	if (add) {
		uint64_t milliseconds = htobe64(3600 * 1000);
		attribute(b, NFTA_SET_ELEM_TIMEOUT, &milliseconds, sizeof milliseconds);
		if (data) {
			part = attribute(b, NLA_F_NESTED | NFTA_SET_ELEM_DATA, NULL, 0);
			attribute(b, NFTA_DATA_VALUE, data, data_length);
			end(b, part);
		}
	}
	end(b, item);
	end(b, list);
	h->nlmsg_len = (uint32_t)(b->bytes + b->length - (unsigned char *)h);
}

static void netlink_open(void)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	if (netlink_socket >= 0)
		return;
	netlink_socket = socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);
	if (netlink_socket < 0 || connect(netlink_socket, (struct sockaddr *)&kernel, sizeof kernel))
		fail("netlink");
	limit_wait(netlink_socket);
}

/* Waits for the acknowledgement of a batch; errno says how it went. */
static int acknowledged(void)
{
	unsigned char buffer[4096];
	ssize_t n = recv(netlink_socket, buffer, sizeof buffer, 0);
	struct nlmsghdr *h = (struct nlmsghdr *)buffer;
	if (n < (ssize_t)sizeof *h || h->nlmsg_type != NLMSG_ERROR)
		return 0;
	errno = -((struct nlmsgerr *)(h + 1))->error;
	return errno == 0;
}

static int copy_rules(void)
{
	static unsigned char dump[65536], expressions[1024];
	struct batch b = { .length = 0 };
	size_t length = 0;
	int done = 0;
	netlink_open();
	struct nlmsghdr *ask = message(&b, (NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_GETRULE, NLM_F_DUMP, NFPROTO_INET, 0);
	attribute(&b, NFTA_RULE_TABLE, table, strlen(table) + 1);
	attribute(&b, NFTA_RULE_CHAIN, chain, strlen(chain) + 1);
	ask->nlmsg_len = (uint32_t)b.length;
	if (send(netlink_socket, b.bytes, b.length, 0) < 0)
		return 0;
	while (!done) {
		ssize_t n = recv(netlink_socket, dump, sizeof dump, 0);
		if (n <= 0)
			return 0;
		for (size_t offset = 0; offset + sizeof(struct nlmsghdr) <= (size_t)n;) {
			struct nlmsghdr *h = (struct nlmsghdr *)(dump + offset);
			if (h->nlmsg_len < sizeof *h || h->nlmsg_len > (size_t)n - offset)
				return 0;
			offset += NLMSG_ALIGN(h->nlmsg_len);
			done |= h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_ERROR;
			unsigned char *at = (unsigned char *)NLMSG_DATA(h) + sizeof(struct nfgenmsg);
			unsigned char *stop = (unsigned char *)h + h->nlmsg_len;
			while (!done && !length && at + NLA_HDRLEN <= stop) {
				struct nlattr *a = (struct nlattr *)at;
				if (a->nla_len < NLA_HDRLEN || at + a->nla_len > stop)
					return 0;
				if ((a->nla_type & NLA_TYPE_MASK) == NFTA_RULE_EXPRESSIONS && a->nla_len <= sizeof expressions)
					memcpy(expressions, a, length = a->nla_len);
				at += NLA_ALIGN(a->nla_len);
			}
		}
	}
	if (!length)
		return 0;
	for (long i = 1; i <= count; i++) {
		unsigned char old[2], fresh[2];
		put16(old, (unsigned long)first);
		put16(fresh, (unsigned long)(first + i));
		b.length = 0;
		message(&b, NFNL_MSG_BATCH_BEGIN, 0, AF_UNSPEC, NFNL_SUBSYS_NFTABLES);
		struct nlmsghdr *h = message(&b, (NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND | NLM_F_ACK, NFPROTO_INET, 0);
		attribute(&b, NFTA_RULE_TABLE, table, strlen(table) + 1);
		attribute(&b, NFTA_RULE_CHAIN, chain, strlen(chain) + 1);
		unsigned char *copy = b.bytes + b.length;
		memcpy(copy, expressions, length);
		for (size_t at = NLA_HDRLEN; at + 2 <= length; at++) {
			if (!memcmp(copy + at, old, 2)) {
				memcpy(copy + at, fresh, 2);
				at++;
			}
		}
		b.length += NLA_ALIGN(length);
		h->nlmsg_len = (uint32_t)(b.bytes + b.length - (unsigned char *)h);
		message(&b, NFNL_MSG_BATCH_END, 0, AF_UNSPEC, NFNL_SUBSYS_NFTABLES);
		if (send(netlink_socket, b.bytes, b.length, 0) < 0 || !acknowledged())
			return 0;
	}
	return 1;
}

/* Even requests add, odd ones delete what the one before added. */
static int netlink_exchange(long i, int whole_mapping)
{
	struct batch b = { .length = 0 };
	int add = i % 2 == 0;
	netlink_open();
	unsigned char port[2];
	put16(port, (unsigned long)port_of(i / 2));
	message(&b, NFNL_MSG_BATCH_BEGIN, 0, AF_UNSPEC, NFNL_SUBSYS_NFTABLES);
	if (whole_mapping) {
		struct in_addr client = address(client_ip, 0).sin_addr;
		unsigned char external[8] = { IPPROTO_UDP }, internal[8] = { 0 }, source[12] = { IPPROTO_UDP };
		memcpy(external + 4, port, 2);
		memcpy(internal, &client, 4);
		memcpy(internal + 4, port, 2);
		memcpy(source + 4, &client, 4);
		memcpy(source + 8, port, 2);
		element(&b, add, "igdaot1_dnat4", external, sizeof external, internal, sizeof internal, 0);
		element(&b, add, "igdaot1_snat4", source, sizeof source, port, 2, 0);
	}
	element(&b, add, "igdaot1_udp4", port, 2, NULL, 0, 1);
	message(&b, NFNL_MSG_BATCH_END, 0, AF_UNSPEC, NFNL_SUBSYS_NFTABLES);
	return send(netlink_socket, b.bytes, b.length, 0) > 0 && acknowledged();
}

/* ---- start to the first answer ---- */

/* Microseconds from the fork to the first answer, or 0. */
static double start_once(char **command)
{
	char text[256];
	size_t length = search_text(text, sizeof text);
	int s = open_datagrams(SSDP_PORT);
	int space = -1, answered = 0;
	double taken = 0;
	if (network) {
		char file[256];
		snprintf(file, sizeof file, "/var/run/netns/%s", network);
		space = open(file, O_RDONLY | O_CLOEXEC);
		if (space < 0)
			fail(file);
	}
	double begin = now();
	pid_t child = fork();
	if (child < 0)
		fail("fork");
	if (!child) {
		if (space >= 0 && setns(space, CLONE_NEWNET))
			_exit(126);
		int quiet = open("/dev/null", O_RDWR);
		dup2(quiet, 0);
		dup2(quiet, 1);
		dup2(quiet, 2);
		execv(command[0], command);
		_exit(127);
	}
	while (!answered && now() - begin < 5e6) {
		struct pollfd ready = { .fd = s, .events = POLLIN };
		struct timespec half_millisecond = { .tv_nsec = 500000 };
		if (send(s, text, length, 0) < 0 && errno != ECONNREFUSED)
			fail("search");
		if (ppoll(&ready, 1, &half_millisecond, NULL) > 0)
			answered = recv(s, answer, sizeof answer, MSG_DONTWAIT) > 0;
		if (!answered && (ready.revents & POLLERR))
			nanosleep(&(struct timespec){ .tv_nsec = 100000 }, NULL);
	}
	if (answered)
		taken = now() - begin;
	kill(child, SIGTERM);
	for (int i = 0; i < 500 && waitpid(child, NULL, WNOHANG) == 0; i++) {
		if (i == 400)
			kill(child, SIGKILL);
		nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
	}
	close(s);
	if (space >= 0)
		close(space);
	return taken;
}

/* ---- the run ---- */

static unsigned long long random_state;

static unsigned next_random(unsigned below)
{
	random_state = random_state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)((random_state >> 33) % below);
}

/* A mapping or another, asked for in one way or another. Any whole answer counts, refusals too. */
static int mixed(void)
{
	/* Few enough ports that a thousand requests fill the table as far as it will be filled: what grows later is a leak. */
	long port = first + (long)next_random(4);
	switch (next_random(12)) {
	case 0:
		return web_get() != 0;
	case 1:
		return soap_address() != 0;
	case 2:
		return soap_add(port) != 0;
	case 3:
		return soap_delete(port) != 0;
	case 4:
		return search();
	case 5:
	case 6:
		natpmp_map(port, next_random(3) ? lifetime : 0);
		return answer[0] == 0;
	case 7:
	case 8:
		pcp_map(port, next_random(3) ? lifetime : 0);
		return answer[0] == 2;
	case 9:
		return pcp_announce();
	default:
		return natpmp_address();
	}
}

static int run_one(const char *mode, long i)
{
	if (!strcmp(mode, "http-get"))
		return web_get() == 200;
	if (!strcmp(mode, "soap-external-address"))
		return soap_address() == 200;
	if (!strcmp(mode, "soap-add"))
		return soap_add(port_of(i)) == 200;
	if (!strcmp(mode, "soap-delete"))
		return soap_delete(port_of(i)) == 200;
	if (!strcmp(mode, "natpmp-address"))
		return natpmp_address();
	if (!strcmp(mode, "natpmp-map"))
		return natpmp_map(port_of(i), lifetime);
	if (!strcmp(mode, "pcp-announce"))
		return pcp_announce();
	if (!strcmp(mode, "pcp-map"))
		return pcp_map(port_of(i), lifetime);
	if (!strcmp(mode, "mix"))
		return mixed();
	if (!strcmp(mode, "netlink"))
		return netlink_exchange(i, 0);
	if (!strcmp(mode, "netlink-mapping"))
		return netlink_exchange(i, 1);
	fprintf(stderr, "load: no operation is called %s\n", mode);
	exit(2);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	static const struct { const char *option; long *value; } numbers[] = {
		{ "http-port", &http_port }, { "count", &count }, { "connections", &connections }, { "first", &first },
		{ "span", &span }, { "lifetime", &lifetime }, { "seed", &seed },
	};
	static const struct { const char *option; const char **value; } texts[] = {
		{ "server", &server_ip }, { "client", &client_ip }, { "path", &path }, { "control", &control },
		{ "netns", &network }, { "table", &table }, { "chain", &chain }, { "name", &name },
	};
	int at = 1;
	for (; at < argc && !strncmp(argv[at], "--", 2); at++) {
		int known = !strcmp(argv[at], "--keep-alive");
		keep_alive |= known;
		for (size_t i = 0; !known && at + 1 < argc && i < sizeof numbers / sizeof *numbers; i++) {
			if (!strcmp(argv[at] + 2, numbers[i].option)) {
				*numbers[i].value = strtol(argv[++at], NULL, 10);
				known = 1;
			}
		}
		for (size_t i = 0; !known && at + 1 < argc && i < sizeof texts / sizeof *texts; i++) {
			if (!strcmp(argv[at] + 2, texts[i].option)) {
				*texts[i].value = argv[++at];
				known = 1;
			}
		}
		if (!known) {
			fprintf(stderr, "load: unknown option %s\n", argv[at]);
			return 2;
		}
	}
	if (at >= argc || count < 1 || count > COUNT_MAX || connections < 1 || connections > 64 || span < 1) {
		fprintf(stderr, "load: see the head of load.c\n");
		return 2;
	}
	const char *mode = argv[at];
	web = address(server_ip, http_port);
	if (!strcmp(mode, "rule-copies")) {
		if (!copy_rules())
			fail("rule-copies");
		return 0;
	}
	int is_start = !strcmp(mode, "ssdp-start");
	if (is_start && at + 1 >= argc) {
		fprintf(stderr, "load: ssdp-start needs a command\n");
		return 2;
	}
	/* One cell a request, shared by the processes; a failure is negative. */
	double *times = mmap(NULL, (size_t)count * sizeof *times, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (times == MAP_FAILED)
		fail("mmap");
	double begin = now();
	for (long c = 0; c < connections; c++) {
		if (connections > 1) {
			pid_t child = fork();
			if (child < 0)
				fail("fork");
			if (child)
				continue;
		}
		random_state = (unsigned long long)(seed + c);
		for (long i = c; i < count; i += connections) {
			double start = now();
			if (is_start) {
				double taken = start_once(argv + at + 1);
				times[i] = taken > 0 ? taken : -1;
			} else {
				int good = run_one(mode, i);
				times[i] = good ? now() - start : -1;
			}
		}
		if (connections > 1)
			_exit(0);
	}
	while (connections > 1 && wait(NULL) > 0)
		;
	double seconds = (now() - begin) / 1e6;
	long failures = 0;
	qsort(times, (size_t)count, sizeof *times, by_size);
	while (failures < count && times[failures] < 0)
		failures++;
	long good = count - failures;
	double p50 = good ? times[failures + good / 2] : 0, p99 = good ? times[failures + good * 99 / 100] : 0;
	printf("%-28s %8ld %6ld %10.1f %10.1f %10.0f\n", name ? name : mode, count, failures, p50, p99, (double)good / seconds);
	return failures != 0;
}
