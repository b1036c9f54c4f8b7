#include "CCurlShim.h"

#include <signal.h>
#include <time.h>

CURLcode ccurlshim_set_number(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

CURLcode ccurlshim_set_size(CURL *handle, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(handle, option, value);
}

CURLcode ccurlshim_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

CURLcode ccurlshim_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}

CURLcode ccurlshim_set_receiver(
    CURL *handle, CURLoption option, size_t (*receiver)(char *, size_t, size_t, void *)) {
  return curl_easy_setopt(handle, option, receiver);
}

CURLcode ccurlshim_get_number(CURL *handle, CURLINFO info, long *value) {
  return curl_easy_getinfo(handle, info, value);
}

// The TLS library writes without MSG_NOSIGNAL. Such a signal comes to the thread that writes, so
// it is kept from this thread, and one that has come meanwhile is taken.
CURLcode ccurlshim_perform(CURL *handle) {
  sigset_t pipe, before, pending;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  sigpending(&pending);
  int was_pending = sigismember(&pending, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, &before);
  CURLcode result = curl_easy_perform(handle);
  if (!was_pending) {
    sigpending(&pending);
    int signal;
    if (sigismember(&pending, SIGPIPE)) sigwait(&pipe, &signal);
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return result;
}
