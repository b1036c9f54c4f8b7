internal import CNettle

/// The version of nettle that the process runs, such as `3.8`.
public var nettleVersion: String { "\(nettle_version_major()).\(nettle_version_minor())" }
