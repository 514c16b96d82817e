"""The names of countries and territories as ClinicalTrials.gov spells them, and has spelt them."""

from __future__ import annotations

from typing import Final

COUNTRIES: Final = frozenset(
    """
    Afghanistan|Albania|Algeria|American Samoa|Andorra|Angola|Anguilla|Antarctica|Antigua and Barbuda
    Argentina|Armenia|Aruba|Australia|Austria|Azerbaijan|Bahamas|The Bahamas|Bahrain|Bangladesh|Barbados
    Belarus|Belgium|Belize|Benin|Bermuda|Bhutan|Bolivia|Bosnia and Herzegovina|Botswana|Brazil
    British Virgin Islands|Brunei|Brunei Darussalam|Bulgaria|Burkina Faso|Burma|Burundi|Cabo Verde
    Cambodia|Cameroon|Canada|Cape Verde|Cayman Islands|Central African Republic|Chad|Chile|China|Colombia
    Comoros|Congo|Congo, The Democratic Republic of the|Democratic Republic of the Congo
    Republic of the Congo|Cook Islands|Costa Rica|Croatia|Cuba|Curaçao|Cyprus|Czech Republic|Czechia
    Côte D'Ivoire|Côte d'Ivoire|Cote D'Ivoire|Denmark|Djibouti|Dominica|Dominican Republic|East Timor
    Ecuador|Egypt|El Salvador|Equatorial Guinea|Eritrea|Estonia|Eswatini|Ethiopia
    Falkland Islands (Malvinas)|Faroe Islands|Federated States of Micronesia
    Federal Republic of Yugoslavia|Fiji|Finland|Former Serbia and Montenegro|Former Yugoslavia|France
    French Guiana|French Polynesia|Gabon|Gambia|The Gambia|Georgia|Germany|Ghana|Gibraltar|Greece
    Greenland|Grenada|Guadeloupe|Guam|Guatemala|Guernsey|Guinea|Guinea-Bissau|Guyana|Haiti
    Holy See (Vatican City State)|Honduras|Hong Kong|Hungary|Iceland|India|Indonesia|Iran
    Iran, Islamic Republic of|Iraq|Ireland|Isle of Man|Israel|Italy|Ivory Coast|Jamaica|Japan|Jersey
    Jordan|Kazakhstan|Kenya|Kiribati|Korea, Democratic People's Republic of|Korea, Republic of|Kosovo
    Kuwait|Kyrgyzstan|Lao People's Democratic Republic|Laos|Latvia|Lebanon|Lesotho|Liberia|Libya
    Libyan Arab Jamahiriya|Liechtenstein|Lithuania|Luxembourg|Macau|Macao
    Macedonia, The Former Yugoslav Republic of|Madagascar|Malawi|Malaysia|Maldives|Mali|Malta
    Marshall Islands|Martinique|Mauritania|Mauritius|Mayotte|Mexico|Micronesia|Moldova
    Moldova, Republic of|Monaco|Mongolia|Montenegro|Montserrat|Morocco|Mozambique|Myanmar|Namibia|Nauru
    Nepal|Netherlands|Netherlands Antilles|New Caledonia|New Zealand|Nicaragua|Niger|Nigeria|North Korea
    North Macedonia|Northern Mariana Islands|Norway|Oman|Pakistan|Palau|Palestine
    Palestinian Territories, Occupied|Palestinian Territory, occupied|Panama|Papua New Guinea|Paraguay
    Peru|Philippines|Poland|Portugal|Puerto Rico|Qatar|Romania|Russia|Russian Federation|Rwanda|Réunion
    Reunion|Saint Kitts and Nevis|Saint Lucia|Saint Martin|Saint Vincent and the Grenadines|Samoa
    San Marino|Sao Tome and Principe|Saudi Arabia|Senegal|Serbia|Serbia and Montenegro|Seychelles
    Sierra Leone|Singapore|Sint Maarten|Slovakia|Slovenia|Solomon Islands|Somalia|South Africa|South Korea
    South Sudan|Spain|Sri Lanka|Sudan|Suriname|Swaziland|Sweden|Switzerland|Syria|Syrian Arab Republic
    Taiwan|Taiwan, Province of China|Tajikistan|Tanzania|Tanzania, United Republic of|Thailand|Timor-Leste
    Togo|Tonga|Trinidad and Tobago|Tunisia|Turkey|Turkey (Türkiye)|Türkiye|Turkmenistan
    Turks and Caicos Islands|Tuvalu|Uganda|Ukraine|United Arab Emirates|United Kingdom|United States
    United States Minor Outlying Islands|Uruguay|Uzbekistan|Vanuatu|Venezuela|Vietnam|Viet Nam
    Virgin Islands (British)|Virgin Islands (U.S.)|U.S. Virgin Islands|Western Sahara|Yemen|Zambia
    Zimbabwe
    """.strip()
    .replace("\n    ", "|")
    .split("|")
)
