// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Many stations behind one device speak in turn, at a steady rate that leaves the
 * CPU to others between the frames.
 *
 *    speak DEVICE STATIONS RATE SECONDS
 *
 * Prints how many frames were sent, at RATE a second.
 */
#include <arpa/inet.h>
#include <err.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define ROUNDS		250	/* a second */
#define BATCH_MAX	1024

/* To an address that nobody has; the type is for experiments (IEEE Std 802, 9.2.4). */
static const uint8_t head[ETH_HLEN] = { 2, 0, 2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0x88, 0xb5 };
static uint8_t frames[BATCH_MAX][ETH_ZLEN];
static struct iovec vectors[BATCH_MAX];
static struct mmsghdr messages[BATCH_MAX];

static void prepare(void)
{
	size_t i;

	for (i = 0; i < BATCH_MAX; i++) {
		memcpy(frames[i], head, sizeof(head));
		vectors[i].iov_base = frames[i];
		vectors[i].iov_len = sizeof(frames[i]);
		messages[i].msg_hdr.msg_iov = &vectors[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
}

static void send_batch(int out, uint64_t first, unsigned int count, uint32_t stations)
{
	unsigned int i, sent = 0;

	for (i = 0; i < count; i++) {
		uint32_t station = htonl((first + i) % stations);

		memcpy(&frames[i][ETH_ALEN + 2], &station, sizeof(station));
	}
	while (sent < count) {
		int now = sendmmsg(out, messages + sent, count - sent, 0);

		if (now < 0)
			err(1, "sendmmsg");
		sent += now;
	}
}

static void sleep_until(const struct timespec *began, double seconds)
{
	double when = began->tv_sec + began->tv_nsec / 1e9 + seconds;
	struct timespec time = { .tv_sec = when, .tv_nsec = (when - (time_t)when) * 1e9 };

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
}

static int open_device(const char *name)
{
	struct sockaddr_ll address = { .sll_family = AF_PACKET };
	int out = socket(AF_PACKET, SOCK_RAW, 0);

	address.sll_ifindex = if_nametoindex(name);
	if (bind(out, (struct sockaddr *)&address, sizeof(address)))
		err(1, "%s", name);
	return out;
}

int main(int argc, char **argv)
{
	unsigned int round, rounds, count;
	struct timespec began;
	uint32_t stations;
	int out;

	if (argc != 5)
		errx(1, "usage: speak DEVICE STATIONS RATE SECONDS");
	stations = atoi(argv[2]);
	count = atoi(argv[3]) / ROUNDS;
	rounds = atof(argv[4]) * ROUNDS;
	if (!stations || count > BATCH_MAX)
		errx(1, "too few stations, or too high a rate");
	out = open_device(argv[1]);
	prepare();
	clock_gettime(CLOCK_MONOTONIC, &began);
	for (round = 0; round < rounds; round++) {
		send_batch(out, (uint64_t)round * count, count, stations);
		sleep_until(&began, (round + 1) / (double)ROUNDS);
	}
	printf("%u\n", rounds * count);
	return 0;
}
