#pragma once

/// Linked into an executable, this answers in JSON the requests that libmicrohttpd refuses by
/// itself, for which it has fixed pages of HTML and no callback: heads that are too large or
/// malformed, wrong chunks, other versions of HTTP. It leaves wrong lengths to the listener.
///
/// Only executables may do that: a library would change the answers of the program that uses it.
