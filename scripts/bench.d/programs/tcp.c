// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * TCP traffic with few system calls, which are slow in user-mode Linux.
 *
 *    tcp serve                     says that it is ready, then takes connections
 *    tcp stream ADDRESS SECONDS    sends; prints bytes a second that arrived
 *    tcp ask ADDRESS SECONDS       one byte each way; prints seconds a round trip
 */
#include <arpa/inet.h>
#include <err.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PORT	5000
#define SINK	's'	/* the first byte says what the server is to do */
#define ECHO	'e'

static char buffer[1 << 20];

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

static void answer(int socket)
{
	char kind;

	if (read(socket, &kind, 1) != 1)
		return;
	if (kind == SINK) {
		while (read(socket, buffer, sizeof(buffer)) > 0)
			;
		return;
	}
	while (read(socket, buffer, 1) == 1 && write(socket, buffer, 1) == 1)
		;
}

static void set_no_delay(int socket)
{
	int one = 1;

	if (setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)))
		err(1, "TCP_NODELAY");
}

static int serve(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) || listen(listener, 8))
		err(1, "serve");
	puts("ready");
	fflush(stdout);
	for (;;) {
		int peer = accept(listener, NULL, NULL);

		if (peer < 0)
			err(1, "accept");
		set_no_delay(peer);
		answer(peer);
		close(peer);
	}
}

static int reach(const char *text, char kind)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	int peer = socket(AF_INET, SOCK_STREAM, 0);

	if (inet_pton(AF_INET, text, &address.sin_addr) != 1)
		errx(1, "'%s' is no address", text);
	if (connect(peer, (struct sockaddr *)&address, sizeof(address)))
		err(1, "connect");
	set_no_delay(peer);
	if (write(peer, &kind, 1) != 1)
		err(1, "write");
	return peer;
}

static int stream(const char *address, double seconds)
{
	int peer = reach(address, SINK);
	double began = now();
	size_t sent = 0;

	while (now() < began + seconds) {
		ssize_t written = write(peer, buffer, sizeof(buffer));

		if (written < 0)
			err(1, "write");
		sent += written;
	}
	/* The server closes when it has all. */
	shutdown(peer, SHUT_WR);
	if (read(peer, buffer, 1) != 0)
		err(1, "read");
	printf("%.0f\n", sent / (now() - began));
	return 0;
}

static int ask(const char *address, double seconds)
{
	int peer = reach(address, ECHO);
	double began = now();
	size_t count;

	for (count = 0; now() < began + seconds; count++)
		if (write(peer, buffer, 1) != 1 || read(peer, buffer, 1) != 1)
			err(1, "ask");
	printf("%.9f\n", (now() - began) / count);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "serve"))
		return serve();
	if (argc == 4 && !strcmp(argv[1], "stream"))
		return stream(argv[2], atof(argv[3]));
	if (argc == 4 && !strcmp(argv[1], "ask"))
		return ask(argv[2], atof(argv[3]));
	fprintf(stderr, "usage: tcp serve | stream ADDRESS SECONDS | ask ADDRESS SECONDS\n");
	return 1;
}
