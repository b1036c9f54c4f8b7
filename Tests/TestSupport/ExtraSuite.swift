import Foundation

/// Whether this is the extra suite: all cases and large inputs where CI takes a part of them.
public let isExtra = ProcessInfo.processInfo.environment["PROMPTREPO_EXTRA"] == "1"
