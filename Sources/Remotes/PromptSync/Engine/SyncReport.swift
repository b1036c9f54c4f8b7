/// What a sync did, or would do.
public struct SyncReport: Sendable {
  /// One entry for each prompt that was looked at, in the order of their names.
  public var items: [SyncItem]
  /// What concerns no prompt alone.
  public var warnings: [String]

  /// 0 in step, 1 something failed, 2 conflicts left.
  public var exitCode: Int32 {
    var code: Int32 = 0
    for item in items {
      switch item.result {
      case .failed: return 1
      case .conflict: code = 2
      case .done, .planned: break
      }
    }
    return code
  }
}
