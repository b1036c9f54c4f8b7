/// A point that a path through a box goes through.
struct BoxCut {
  var old: Int
  var new: Int
  var lowerIsShortest = true
  var upperIsShortest = true
}
