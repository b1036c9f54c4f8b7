internal import CMicroHTTPD

/// The version of libmicrohttpd that the process runs, such as `0.9.75`.
package var libMicroHTTPDVersion: String { String(cString: MHD_get_version()) }
