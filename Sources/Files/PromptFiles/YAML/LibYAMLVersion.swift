internal import CYAML

/// The version of libyaml that the process runs, such as `0.2.5`.
package var libYAMLVersion: String { String(cString: yaml_get_version_string()) }
