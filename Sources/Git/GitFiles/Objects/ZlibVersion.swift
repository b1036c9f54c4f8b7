internal import CZlib

/// The version of zlib that the process runs, such as `1.2.13`.
package var zlibVersionInUse: String { String(cString: zlibVersion()) }
