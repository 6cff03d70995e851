package espeak

import (
	"unicode"

	"github.com/visavis/visavis/internal/speakable"
)

// Voice describes a voice, which is a language.
type Voice struct {
	Name  string // for Engine.Voice, a language tag
	Label string // for people, in English

	script speakable.Script
}

// Voices lists the languages of espeak-ng 1.51, English first and then by name. Missing are
// constructed languages, and Chinese, whose dictionary Debian does not install.
func Voices() []Voice {
	groups := []struct {
		script speakable.Script
		voices [][2]string
	}{
		{speakable.Script{}, latinVoices()},
		{letters(unicode.Cyrillic), cyrillicVoices()},
		{letters(unicode.Arabic), arabicVoices()},
		{letters(unicode.Devanagari), devanagariVoices()},
		{letters(unicode.Bengali), [][2]string{{"as", "Assamese"}, {"bn", "Bengali"}, {"bpy", "Bishnupriya Manipuri"}}},
		{letters(unicode.Greek), [][2]string{{"el", "Greek"}, {"grc", "Ancient Greek"}}},
		{letters(unicode.Armenian), [][2]string{{"hy", "Armenian"}, {"hyw", "Western Armenian"}}},
		{letters(unicode.Ethiopic), [][2]string{{"am", "Amharic"}}},
		{letters(unicode.Gujarati), [][2]string{{"gu", "Gujarati"}}},
		{letters(unicode.Gurmukhi), [][2]string{{"pa", "Punjabi"}}},
		{letters(unicode.Hangul), [][2]string{{"ko", "Korean"}}},
		{letters(unicode.Hebrew), [][2]string{{"he", "Hebrew"}}},
		{letters(unicode.Georgian), [][2]string{{"ka", "Georgian"}}},
		{letters(unicode.Kannada), [][2]string{{"kn", "Kannada"}}},
		{letters(unicode.Malayalam), [][2]string{{"ml", "Malayalam"}}},
		{letters(unicode.Oriya), [][2]string{{"or", "Odia"}}},
		{letters(unicode.Sinhala), [][2]string{{"si", "Sinhala"}}},
		{letters(unicode.Tamil), [][2]string{{"ta", "Tamil"}}},
		{letters(unicode.Telugu), [][2]string{{"te", "Telugu"}}},
		{unspaced(unicode.Thai), [][2]string{{"th", "Thai"}}},
		{unspaced(unicode.Hiragana, unicode.Katakana), [][2]string{{"ja", "Japanese (kana)"}}},
		{letters(vietnamese()), [][2]string{{"vi", "Vietnamese"}}},
	}
	var all []Voice
	for _, g := range groups {
		for _, v := range g.voices {
			all = append(all, Voice{Name: v[0], Label: v[1], script: g.script})
		}
	}
	return all
}

func letters(tables ...*unicode.RangeTable) speakable.Script {
	return speakable.Script{Letters: tables}
}

func unspaced(tables ...*unicode.RangeTable) speakable.Script {
	return speakable.Script{Letters: tables, Unspaced: true}
}

// vietnamese has the Latin letters with two marks that Vietnamese needs beyond U+024F.
func vietnamese() *unicode.RangeTable {
	return &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x1ea0, Hi: 0x1ef9, Stride: 1}}}
}

func latinVoices() [][2]string {
	return [][2]string{
		{"en-us", "US English"}, {"en-gb", "British English"}, {"en-gb-scotland", "Scottish English"},
		{"en-gb-x-rp", "English, received pronunciation"}, {"en-029", "Caribbean English"},
		{"af", "Afrikaans"}, {"an", "Aragonese"}, {"az", "Azerbaijani"}, {"bs", "Bosnian"}, {"ca", "Catalan"},
		{"cs", "Czech"}, {"cy", "Welsh"}, {"da", "Danish"}, {"de", "German"}, {"eo", "Esperanto"},
		{"es", "Spanish"}, {"es-419", "Latin American Spanish"}, {"et", "Estonian"}, {"eu", "Basque"},
		{"fi", "Finnish"}, {"fr", "French"}, {"fr-be", "Belgian French"}, {"fr-ch", "Swiss French"},
		{"ga", "Irish"}, {"gd", "Scottish Gaelic"}, {"gn", "Guarani"}, {"hr", "Croatian"},
		{"ht", "Haitian Creole"}, {"hu", "Hungarian"}, {"id", "Indonesian"}, {"is", "Icelandic"},
		{"it", "Italian"}, {"kl", "Greenlandic"}, {"ku", "Kurdish"}, {"la", "Latin"}, {"lb", "Luxembourgish"},
		{"lt", "Lithuanian"}, {"lv", "Latvian"}, {"mi", "Maori"}, {"ms", "Malay"}, {"mt", "Maltese"},
		{"nb", "Norwegian"}, {"nl", "Dutch"}, {"om", "Oromo"}, {"pap", "Papiamento"}, {"pl", "Polish"},
		{"pt", "Portuguese"}, {"pt-br", "Brazilian Portuguese"}, {"ro", "Romanian"}, {"sk", "Slovak"},
		{"sl", "Slovenian"}, {"sq", "Albanian"}, {"sv", "Swedish"}, {"sw", "Swahili"}, {"tk", "Turkmen"},
		{"tn", "Setswana"}, {"tr", "Turkish"}, {"uz", "Uzbek"},
	}
}

func cyrillicVoices() [][2]string {
	return [][2]string{
		{"ba", "Bashkir"}, {"be", "Belarusian"}, {"bg", "Bulgarian"}, {"cv", "Chuvash"}, {"kk", "Kazakh"},
		{"ky", "Kyrgyz"}, {"mk", "Macedonian"}, {"ru", "Russian"}, {"sr", "Serbian"}, {"tt", "Tatar"}, {"uk", "Ukrainian"},
	}
}

func arabicVoices() [][2]string {
	return [][2]string{{"ar", "Arabic"}, {"fa", "Persian"}, {"sd", "Sindhi"}, {"ug", "Uyghur"}, {"ur", "Urdu"}}
}

func devanagariVoices() [][2]string {
	return [][2]string{{"hi", "Hindi"}, {"kok", "Konkani"}, {"mr", "Marathi"}, {"ne", "Nepali"}}
}
