#pragma once

#include <stddef.h>

/// Starts a daemon of libmicrohttpd at a free port of 127.0.0.1, with two threads, that answers
/// every request with so many bytes and does nothing else: what no server on this library can beat.
/// Returns the port, or 0 when it does not start. It runs until the process ends.
unsigned short cbareserver_start(size_t size);
