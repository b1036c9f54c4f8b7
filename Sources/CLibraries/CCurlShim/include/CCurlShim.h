#pragma once
#include <curl/curl.h>

// libcurl's functions with a variable number of arguments, which Swift cannot call, each with the
// arguments that it is used with.

CURLcode ccurlshim_set_number(CURL *handle, CURLoption option, long value);
CURLcode ccurlshim_set_size(CURL *handle, CURLoption option, curl_off_t value);
CURLcode ccurlshim_set_text(CURL *handle, CURLoption option, const char *value);
CURLcode ccurlshim_set_pointer(CURL *handle, CURLoption option, void *value);
CURLcode ccurlshim_set_receiver(
    CURL *handle, CURLoption option, size_t (*receiver)(char *, size_t, size_t, void *));
CURLcode ccurlshim_get_number(CURL *handle, CURLINFO info, long *value);

// Performs a transfer without a SIGPIPE for the process when the other side has gone away.
CURLcode ccurlshim_perform(CURL *handle);
