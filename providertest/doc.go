// Package providertest checks that an engine keeps the contract of its interface in package
// visavis. The test of every provider calls the suite for its kind:
//
//	func TestConformance(t *testing.T) {
//		providertest.Speaker(t, newVoice(t), "en")
//	}
//
// The suites use engines as a conversation would, several at once, and wait for what they expect
// under a deadline instead of sleeping. They are made of subtests, which a synctest bubble does not
// allow, and so run in real time.
package providertest
