package pronounce

import "strings"

// coin is a currency.
type coin struct{ sign, one, many, cent, cents string }

// coinOf returns the currency of an amount such as $5.99, and the amount.
func coinOf(t string) (c coin, amount string, ok bool) {
	for _, c := range [...]coin{
		{"$", "dollar", "dollars", "cent", "cents"}, {"£", "pound", "pounds", "penny", "pence"}, {"€", "euro", "euros", "cent", "cents"},
	} {
		if amount, ok := strings.CutPrefix(t, c.sign); ok {
			return c, amount, true
		}
		if amount, ok := strings.CutSuffix(t, c.sign); ok {
			return c, amount, true
		}
	}
	return coin{}, "", false
}

// money reads $5.99, and the number of $2.5 million.
func money(t, next string) readings {
	c, amount, ok := coinOf(t)
	if !ok {
		return nil
	}
	whole, part, has := strings.Cut(amount, ".")
	n, ok := number(whole)
	switch {
	case !ok:
		return nil
	case isScale(next):
		return plainFigures(amount, "")
	}
	coins := append(cardinal(n), plural(n, c.one, c.many))
	cents, ok := number(part)
	if !has || !ok || cents == 0 || len(part) != 2 {
		return one(coins...)
	}
	return c.withCents(n, cents, coins)
}

// withCents reads an amount that has cents as well.
func (c coin) withCents(n, cents int64, coins []string) readings {
	small := cardinal(cents)
	named := append(cardinal(cents), plural(cents, c.cent, c.cents))
	if n == 0 {
		return oneOf(named, join(coins, []string{"and"}, named))
	}
	return oneOf(join(coins, []string{"and"}, named), join(coins, named), join(coins, small), join(cardinal(n), small))
}

func join(parts ...[]string) (all []string) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

func plural(n int64, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func isScale(w string) bool {
	switch strings.ToLower(w) {
	case "thousand", "million", "billion", "trillion":
		return true
	}
	return false
}
