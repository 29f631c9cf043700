-- ${VARIABLE} @VARIABLE@ $ENV{HOME} ; [list;of] ]] [[ "quotes" 'quotes' \ backslash \n \" )sql" )~" %d ??/ ä €
SELECT ';' || '\;' || $x$ ) $x$ || "a;b" [1];
	tab, and no end of line