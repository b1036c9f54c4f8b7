#pragma once

/// Answers that the certificates of certificate authorities cannot be read.
///
/// libgit2 built with Mbed TLS parses all of the system's when it is set up, which takes most of
/// the time of a short command, and this program never lets libgit2 talk to a network: that is
/// left to the user's own git. A program that links this target takes the place of the library's
/// function of the same name, so none that uses Mbed TLS itself may link it.
int mbedtls_x509_crt_parse_file(void *chain, const char *path);
