"""Words that the world is made of: names, places, kinds of product."""

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

FIRST_NAMES = (
    *("Anna", "Ben", "Clara", "David", "Elif", "Emil", "Emma", "Felix", "Finn", "Frieda"),
    *("Greta", "Hannah", "Heike", "Ida", "Ines", "Jakob", "Jan", "Jana", "Johanna", "Jonas"),
    *("Jörg", "Julia", "Jürgen", "Karl", "Katja", "Klaus", "Lara", "Lea", "Leon", "Lina"),
    *("Luca", "Luisa", "Lukas", "Maja", "Marie", "Marta", "Martin", "Matteo", "Max", "Mehmet"),
    *("Mia", "Michael", "Mila", "Moritz", "Nele", "Nils", "Nina", "Noah", "Olga", "Oskar"),
    *("Paul", "Paula", "Peter", "Petra", "Philipp", "Rosa", "Sabine", "Samuel", "Sara", "Simon"),
    *("Sofia", "Sören", "Stefan", "Susanne", "Theo", "Thomas", "Tim", "Tobias", "Ute", "Vera"),
)
LAST_NAMES = (
    *("Albrecht", "Arnold", "Bauer", "Becker", "Berger", "Böhm", "Brandt", "Braun", "Busch"),
    *("Dietrich", "Engel", "Fischer", "Frank", "Franke", "Friedrich", "Fuchs", "Graf", "Groß"),
    *("Günther", "Haas", "Hahn", "Hartmann", "Heinrich", "Herrmann", "Hoffmann", "Horn", "Huber"),
    *("Jäger", "Jung", "Kaiser", "Keller", "Klein", "Koch", "Köhler", "König", "Krämer", "Kraus"),
    *("Krüger", "Kuhn", "Lang", "Lange", "Lehmann", "Lorenz", "Ludwig", "Maier", "Martin"),
    *("Meyer", "Möller", "Müller", "Neumann", "Otto", "Peters", "Pfeiffer", "Pohl", "Richter"),
    *("Roth", "Sauer", "Schäfer", "Schmidt", "Schneider", "Scholz", "Schreiber", "Schröder"),
    *("Schubert", "Schulte", "Schulz", "Schumacher", "Schuster", "Schwarz", "Seidel", "Simon"),
    *("Sommer", "Stein", "Thomas", "Vogel", "Vogt", "Voigt", "Wagner", "Walter", "Weber", "Weiß"),
    *("Werner", "Winkler", "Winter", "Wolf", "Yilmaz", "Ziegler", "Zimmermann"),
)
STREETS = (
    *("Ahornweg", "Amselweg", "Bahnhofstraße", "Bergstraße", "Birkenweg", "Blumenstraße"),
    *("Brückenstraße", "Buchenweg", "Dorfstraße", "Eichenweg", "Feldstraße", "Fichtenweg"),
    *("Gartenstraße", "Goethestraße", "Hauptstraße", "Heideweg", "Jahnstraße", "Kastanienallee"),
    *("Kirchplatz", "Kirchstraße", "Lindenstraße", "Marktplatz", "Mozartstraße", "Mühlenweg"),
    *("Parkstraße", "Poststraße", "Ringstraße", "Rosenweg", "Schillerstraße", "Schulstraße"),
    *("Seestraße", "Sonnenweg", "Talstraße", "Tulpenweg", "Uferstraße", "Waldstraße"),
    *("Wasserstraße", "Weinbergstraße", "Wiesenweg", "Zum Bahnhof"),
)
CITIES = (
    *("Altdorf", "Bergheim", "Brunnthal", "Eichstedt", "Falkenau", "Grünfeld", "Hohenwald"),
    *("Königsbrück", "Lindenau", "Marienthal", "Neustadt", "Oberried", "Rosenheim", "Steinbach"),
    *("Tannenberg", "Ulmental", "Waldkirch", "Wiesenburg", "Zellerfeld", "Mühlhausen"),
)
_SHELVES = {
    "food": {
        "breakfast": ("muesli", "honey", "oat flakes"),
        "hot drinks": ("coffee beans", "black tea", "cocoa"),
        "snacks": ("dark chocolate", "roasted nuts", "rice crackers"),
        "pantry": ("olive oil", "pasta", "tomato sauce"),
    },
    "home": {
        "kitchen": ("frying pan", "storage jar", "chopping board"),
        "linen": ("bath towel", "bed sheet", "tea towel"),
        "light": ("desk lamp", "candle", "string light"),
        "cleaning": ("floor cleaner", "sponge", "laundry soap"),
    },
    "garden": {
        "plants": ("herb pot", "flower bulb", "seed mix"),
        "tools": ("pruning shears", "watering can", "garden gloves"),
        "soil": ("potting soil", "fertiliser", "bark mulch"),
    },
    "care": {
        "hair": ("shampoo", "conditioner", "hair brush"),
        "skin": ("hand cream", "sun lotion", "face wash"),
        "teeth": ("toothpaste", "toothbrush", "floss"),
    },
    "play": {
        "toys": ("building blocks", "puzzle", "card game"),
        "books": ("crime novel", "cookbook", "picture book"),
        "sport": ("yoga mat", "skipping rope", "drinking bottle"),
    },
    "devices": {
        "small devices": ("water filter", "milk frother", "hand blender"),
        "supplies": ("filter cartridge", "battery pack", "charging cable"),
    },
}
# Department, category and subcategory of each kind of product.
KINDS = tuple(
    (department, category, kind)
    for department, categories in _SHELVES.items()
    for category, kinds in categories.items()
    for kind in kinds
)
SORTS = ("simple", "classic", "finest", "house")
BRANDS = ("Hausmarke", "Alba", "Borea", "Corvo", "Delmar", "Elva", "Fjell", "Gusto", "Hallo")
