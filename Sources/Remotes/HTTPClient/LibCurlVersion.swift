internal import CCurl

/// The version of libcurl that the process runs and those of what it uses in turn, as it writes
/// them: `libcurl/7.88.1 OpenSSL/3.0.15`.
package var libCurlVersion: String { String(cString: curl_version()) }
